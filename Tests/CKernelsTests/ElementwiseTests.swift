// SPDX-License-Identifier: Apache-2.0
import CKernels
import Testing

@Suite struct ElementwiseTests {
    @Test func aLineIsFoundByItsName() throws {
        let erf = try #require(ck_elementwise_named("erf"))
        #expect(erf.pointee.operation == .erf && erf.pointee.operand_count == 1)
        let power = try #require(ck_elementwise_named("power"))
        #expect(power.pointee.operation == .power && power.pointee.operand_count == 2)
        #expect(ck_elementwise_named("Erf") == nil)
        #expect(ck_elementwise_named("") == nil)
    }

    @Test func linesStandInTheOrderOfTheirOperations() {
        for code in 0..<CKOperation.select.rawValue {
            let line = CKOperation(rawValue: code).flatMap { ck_elementwise($0) }
            #expect(line?.pointee.operation.rawValue == code)
        }
        #expect(ck_elementwise(.select) == nil)
        #expect(ck_elementwise(.mask) == nil)
    }

    @Test(
        arguments: [
            (.erf, [true, true, false]), (.toFloat16, [true, false, false]),
            (.modulo, [true, true, true]), (.rootStep, [true, true, false]),
            (.blend, [true, true, true]), (.divide, [true, true, false]),
        ] as [(CKOperation, [Bool])])
    func anOperationIsRefusedWhereATypeDoesNotHaveIt(operation: CKOperation, has: [Bool]) {
        let registers: [CKRegister] = [.float32, .float64, .int64]
        for (index, register) in registers.enumerated() {
            let loop = FusedLoop(
                type: register, instructions: [.make(operation, result: 1)],
                operands: [.dense(.float32), .dense(.float32, isOutput: true)], constants: [1])
            let code = loop.makeCode()
            #expect((code != nil) == has[index])
            ck_fused_code_destroy(code)
        }
    }
}
