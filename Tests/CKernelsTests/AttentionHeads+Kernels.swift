// SPDX-License-Identifier: Apache-2.0
import CKernels
import Testing

extension AttentionHeads {
    /// What the kernels give, with their units under a cut.
    func run(_ cut: Cut = .whole) -> Results {
        let arena = Arena()
        defer { arena.free() }
        var forward = CKAttention()
        forward.problem = problem(arena)
        ck_attention_plan(&forward)
        setScratch(of: &forward.problem, ck_attention_scratch(&forward), arena)
        forward.means = arena.unset(heads * positions * valueWidth)
        forward.logarithms = arena.unset(heads * positions)
        #expect(cut.run(ck_attention_run, on: forward, units: forward.problem.units))

        var backward = CKAttentionGradient()
        backward.problem = problem(arena)
        backward.seed = matrices(seed, arena)
        backward.means.leading_strides.0 = Int64(positions * valueWidth)
        backward.means.row_stride = Int64(valueWidth)
        backward.means.column_stride = 1
        backward.means.elements = UnsafeRawPointer(forward.means)
        backward.logarithms = UnsafePointer(forward.logarithms)
        ck_attention_gradient_plan(&backward)
        setScratch(of: &backward.problem, ck_attention_gradient_scratch(&backward), arena)
        let parts = Int(backward.problem.parts)
        backward.by_query = arena.unset(parts * heads * positions * width)
        backward.by_key = arena.unset(heads * sources * width)
        backward.by_value = arena.unset(heads * sources * valueWidth)
        #expect(cut.run(ck_attention_gradient_run, on: backward, units: backward.problem.units))

        return results(forward, backward)
    }

    private func results(_ forward: CKAttention, _ backward: CKAttentionGradient) -> Results {
        func numbers(_ first: UnsafeMutablePointer<Float>?, _ count: Int) -> [Double] {
            UnsafeBufferPointer(start: first, count: count).map(Double.init)
        }
        let (parts, count) = (Int(backward.problem.parts), heads * positions * width)
        let byQuery = numbers(backward.by_query, parts * count)
        return Results(
            means: numbers(forward.means, heads * positions * valueWidth),
            logarithms: numbers(forward.logarithms, heads * positions),
            byQuery: (0..<count).map { i in
                (0..<parts).reduce(0.0) { $0 + byQuery[$1 * count + i] }
            },
            byKey: numbers(backward.by_key, heads * sources * width),
            byValue: numbers(backward.by_value, heads * sources * valueWidth))
    }

    private func problem(_ arena: Arena) -> CKAttentionProblem {
        var problem = CKAttentionProblem()
        problem.leading = 1
        problem.leading_sizes.0 = Int64(heads)
        problem.positions = Int64(positions)
        problem.sources = Int64(sources)
        problem.width = Int64(width)
        problem.value_width = Int64(valueWidth)
        problem.scale = scale
        problem.masking = masking
        problem.query = matrices(query, arena)
        problem.key = matrices(key, arena)
        problem.value = matrices(value, arena)
        if masking == .truth {
            problem.mask.row_stride = Int64(sources)
            problem.mask.column_stride = 1
            problem.mask.elements = UnsafeRawPointer(arena.copy(truths))
        } else if masking == .numbers {
            problem.mask.leading_strides.0 = Int64(sources)
            problem.mask.column_stride = 1
            problem.mask.elements = UnsafeRawPointer(arena.copy(numbers))
        }
        return problem
    }

    private func matrices(_ operand: Operand, _ arena: Arena) -> CKHeads {
        var result = CKHeads()
        result.leading_strides.0 = Int64(operand.strides.head)
        result.row_stride = Int64(operand.strides.row)
        result.column_stride = Int64(operand.strides.column)
        result.elements = UnsafeRawPointer(arena.copy(operand.elements))
        return result
    }

    private func setScratch(
        of problem: inout CKAttentionProblem, _ floats: Int64, _ arena: Arena
    ) {
        problem.scratch_stride = floats
        problem.scratch = arena.unset(Cut.lanes * Int(floats))
    }
}

extension Arena {
    /// Numbers that are none.
    fileprivate func unset(_ count: Int) -> UnsafeMutablePointer<Float> {
        copy([Float](repeating: .nan, count: count))
    }
}
