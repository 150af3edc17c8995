// SPDX-License-Identifier: Apache-2.0
import CKernels

/// A fused loop over arrays, for tests: operands are arrays of one element type each.
struct FusedLoop {
    var type: CKRegister = .float32
    var instructions: [CKInstruction]
    var operands: [CKOperand]
    var registers: Int32 = 0
    var constants: [Double] = []
    var scalarTypes: [CKType] = []
    var team = CKTeam()

    /// Runs over `count` elements of the given memory (operands, then scalars).
    func run(_ pointers: [UnsafeMutableRawPointer?], count: Int) -> Bool {
        run(segments: [(pointers, count)])
    }

    func run(segments: [([UnsafeMutableRawPointer?], Int)]) -> Bool {
        let bits = constants.map(type == .int64 ? { UInt64(bitPattern: Int64($0)) } : \.bitPattern)
        let loop = instructions.withUnsafeBufferPointer { instructions in
            operands.withUnsafeBufferPointer { operands in
                bits.withUnsafeBufferPointer { bits in
                    scalarTypes.withUnsafeBufferPointer { scalars in
                        var description = CKFusedDescription(
                            type: type, instructions: instructions.baseAddress,
                            instruction_count: Int32(instructions.count),
                            operands: operands.baseAddress, operand_count: Int32(operands.count),
                            register_count: registers, constants: bits.baseAddress,
                            constant_count: Int32(bits.count), scalars: scalars.baseAddress,
                            scalar_count: Int32(scalars.count), team: team)
                        return ck_fused_create(&description)
                    }
                }
            }
        }
        guard let loop else { return false }
        defer { ck_fused_destroy(loop) }
        for (pointers, count) in segments {
            guard ck_fused_add_segment(loop, pointers, Int64(count)) else { return false }
        }
        return ck_fused_run(UnsafeMutableRawPointer(loop)) == 0
    }

    /// One operation of a float32 array.
    static func apply(_ operation: CKOperation, _ x: [Float]) -> [Float] {
        var (x, y) = (x, [Float](repeating: 0, count: x.count))
        let loop = FusedLoop(
            instructions: [.make(operation, result: 1, a: 0)],
            operands: [.dense(.float32), .dense(.float32, isOutput: true)])
        let ran = x.withUnsafeMutableBytes { x in
            y.withUnsafeMutableBytes { y in
                loop.run([x.baseAddress, y.baseAddress], count: y.count / 4)
            }
        }
        return ran ? y : []
    }
}

extension CKInstruction {
    static func make(
        _ operation: CKOperation, form: CKForm = .vectorVector, result: UInt8, a: UInt8 = 0,
        b: UInt8 = 0, c: UInt8 = 0, s: UInt8 = 0, t: UInt8 = 0
    ) -> CKInstruction {
        CKInstruction(
            operation: operation, form: form, result: result, a: a, b: b, c: c, s: s, t: t)
    }
}

extension CKOperand {
    static func dense(_ type: CKType, isOutput: Bool = false) -> CKOperand {
        var operand = CKOperand()
        operand.type = type
        operand.is_output = isOutput
        return operand
    }

    static func strided(
        _ type: CKType, _ sizes: [Int], _ strides: [Int], isOutput: Bool = false
    ) -> CKOperand {
        var operand = dense(type, isOutput: isOutput)
        operand.rank = Int32(sizes.count)
        store(sizes, in: &operand.sizes)
        store(strides, in: &operand.strides)
        return operand
    }
}

/// Puts numbers into a C array, which Swift sees as a tuple.
func store<Tuple>(_ numbers: [Int], in tuple: inout Tuple) {
    withUnsafeMutableBytes(of: &tuple) { bytes in
        for (index, number) in numbers.enumerated() {
            bytes.storeBytes(of: Int64(number), toByteOffset: index * 8, as: Int64.self)
        }
    }
}

/// Numbers that look random, the same in every run.
func scrambled(_ count: Int, _ range: ClosedRange<Float> = -1...1) -> [Float] {
    var state: UInt64 = 0x9E37_79B9_7F4A_7C15
    return (0..<count).map { _ in
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        let unit = Float(state >> 40) * 0x1p-24
        return range.lowerBound + unit * (range.upperBound - range.lowerBound)
    }
}
