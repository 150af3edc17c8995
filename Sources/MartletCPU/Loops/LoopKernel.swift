// SPDX-License-Identifier: Apache-2.0
import CKernels
import MartletIR

/// The checked code of a fused loop, which all runners of a program share.
final class LoopKernel {
    /// The memory that a loop runs over.
    struct Segment {
        let pointers: [UnsafeMutableRawPointer?]
        let count: Int
        /// In how many parts it is folded.
        let parts: Int
        /// Bytes that each pointer goes on with the rounds.
        let motions: [CKMotion]
        let isMoving: Bool

        init(_ views: [View], count: Int, parts: Int, in memory: Memory) {
            pointers = views.map { memory[$0] }
            (self.count, self.parts) = (count, parts)
            motions = views.map { $0.motion.scaled(by: $0.dtype.byteCount) }
            isMoving = views.contains(where: \.isMoving)
        }
    }

    private let code: OpaquePointer

    /// The kernel for some code; nil if it is refused.
    init?(_ code: LoopCode) {
        guard let made = code.makeCode() else { return nil }
        self.code = made
    }

    deinit { ck_fused_code_destroy(code) }

    /// In how many parts so many elements are folded to columns or to one number; 1 where that is not done.
    func parts(of count: Int, _ tiling: Tiling) -> Int {
        guard ck_fused_code_has_parts(code) else { return 1 }
        let tiles = tiling.tiles(units: tiles(of: count), nanoseconds: nanoseconds(of: [count]))
        return min(tiles, tiling.mostParts)
    }

    private func tiles(of count: Int) -> Int {
        let tile = Int(ck_fused_code_tile(code))
        return (count + tile - 1) / tile
    }

    /// Tiles of the register machine, or parts, of segments with so many elements.
    func units(of counts: [Int], parts: [Int]) -> Int {
        if ck_fused_code_has_parts(code) { return parts.reduce(0, +) }
        return counts.reduce(0) { $0 + tiles(of: $1) }
    }

    /// About how long one thread takes.
    func nanoseconds(of counts: [Int]) -> Double {
        ck_fused_code_nanoseconds(code) * Double(counts.reduce(0, +))
    }

    /// Bytes of memory that the loop needs besides.
    func scratchByteCount(parts: [Int], lanes: Int) -> Int {
        Int(ck_fused_code_scratch(code, Int64(parts.reduce(0, +)), Int32(lanes)))
    }

    /// The step over segments of memory, which may move with the rounds of loops.
    func bind(
        _ segments: [Segment], _ rounds: CKRounds, scratch: UnsafeMutableRawPointer?
    ) throws(ExecutionError) -> BoundStep {
        let loop = ck_fused_create(code, Int64(segments.count))
        if let loop {
            for (index, segment) in segments.enumerated() {
                ck_fused_set_segment(
                    loop, Int64(index), segment.pointers, Int64(segment.count),
                    Int64(segment.parts))
                guard segment.isMoving else { continue }
                guard ck_fused_set_motion(loop, Int64(index), rounds, segment.motions) else {
                    ck_fused_destroy(loop)
                    throw ExecutionError(problem: "out of memory")
                }
            }
            if let scratch { ck_fused_set_scratch(loop, scratch) }
        }
        return try BoundStep(
            { ck_fused_run($0, $1, $2, $3) }, made: loop,
            release: { [self] loop in withExtendedLifetime(self) { ck_fused_destroy(loop) } })
    }
}
