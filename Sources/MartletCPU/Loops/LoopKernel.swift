// SPDX-License-Identifier: Apache-2.0
import CKernels
import MartletIR

/// The checked code of a fused loop, which all runners of a program share.
final class LoopKernel {
    private let code: OpaquePointer

    /// The kernel for some code; nil if it is refused.
    init?(_ code: LoopCode) {
        guard let made = code.makeCode() else { return nil }
        self.code = made
    }

    deinit { ck_fused_code_destroy(code) }

    /// Tiles of the register machine, of segments with so many elements.
    func units(of counts: [Int]) -> Int {
        let tile = Int(ck_fused_code_tile(code))
        return counts.reduce(0) { $0 + ($1 + tile - 1) / tile }
    }

    /// About how long one thread takes.
    func nanoseconds(of counts: [Int]) -> Double {
        ck_fused_code_nanoseconds(code) * Double(counts.reduce(0, +))
    }

    /// Memory that a loop runs over.
    struct Segment {
        let pointers: [UnsafeMutableRawPointer?]
        let count: Int
        /// Bytes that each pointer goes on with the counter.
        let motions: [Int64]

        init(_ views: [View], count: Int, in memory: Memory) {
            pointers = views.map { memory[$0] }
            self.count = count
            motions = views.map { Int64($0.motion * $0.dtype.byteCount) }
        }
    }

    /// The step over segments of memory, which moves with a counter if there is one.
    func bind(_ segments: [Segment], counter: UnsafePointer<Int64>?) throws(ExecutionError)
        -> BoundStep
    {
        let loop = ck_fused_create(code, Int64(segments.count))
        if let loop {
            for (index, segment) in segments.enumerated() {
                ck_fused_set_segment(loop, Int64(index), segment.pointers, Int64(segment.count))
                guard let counter else { continue }
                guard ck_fused_set_motion(loop, Int64(index), counter, segment.motions) else {
                    ck_fused_destroy(loop)
                    throw ExecutionError(problem: "out of memory")
                }
            }
        }
        return try BoundStep(
            { ck_fused_run($0, $1, $2, $3) }, made: loop,
            release: { [self] loop in withExtendedLifetime(self) { ck_fused_destroy(loop) } })
    }
}
