// SPDX-License-Identifier: Apache-2.0
import CKernels
import MartletIR
import MartletTensor

/// Attention and its gradient whole, block by block: the scores of all pairs are never kept.
extension Lowering {
    func lowerAttention(_ attention: ScaledDotProductAttention, _ node: Int) -> Bool {
        let operands = graph.instructions[node].operands.map { plan.view($0) }
        let results = plan.results(node)
        let given = AttentionOperands(operands, isCausal: attention.isCausal)
        var kernel = CKAttention()
        kernel.problem = given.problem(scale: attention.scale)
        ck_attention_plan(&kernel)
        let scratch = plan.scratch(floats: Int(ck_attention_scratch(&kernel)))
        kernel.problem.scratch_stride = Int64(scratch.stride)
        plan.emit(
            attention.name, reads: operands, writes: results + [scratch.view], kernel,
            as: "attention", units: { $0.pointee.problem.units },
            nanoseconds: given.nanoseconds(products: 2), { ck_attention_run($0, $1, $2, $3) }
        ) { kernel, memory in
            given.bind(&kernel.problem, memory, scratch.view)
            kernel.means = memory.mutableFloats(results[0])
            kernel.logarithms = memory.mutableFloats(results[1])
        }
        return true
    }

    func lowerAttentionGradient(_ gradient: ScaledDotProductAttentionGradient, _ node: Int) -> Bool
    {
        let operands = graph.instructions[node].operands
        let count = operands.count - 3
        let (means, seed) = (plan.view(operands[count]), plan.view(operands[count + 2]))
        let logarithms = plan.dense(operands[count + 1])
        let results = plan.results(node)
        let given = AttentionOperands(
            operands[..<count].map { plan.view($0) }, isCausal: gradient.isCausal)
        var kernel = CKAttentionGradient()
        kernel.problem = given.problem(scale: gradient.scale)
        kernel.means = CKHeads(means)
        kernel.seed = CKHeads(seed)
        ck_attention_gradient_plan(&kernel)
        let scratch = plan.scratch(floats: Int(ck_attention_gradient_scratch(&kernel)))
        kernel.problem.scratch_stride = Int64(scratch.stride)
        let byQuery = PartialSums(
            plan, parts: Int(kernel.problem.parts), count: results[0].count, into: results[0])
        plan.emit(
            gradient.name, reads: given.views + [means, seed, logarithms],
            writes: [byQuery.partials, results[1], results[2], scratch.view], kernel,
            as: "attention", units: { $0.pointee.problem.units },
            nanoseconds: given.nanoseconds(products: 5),
            { ck_attention_gradient_run($0, $1, $2, $3) }
        ) { kernel, memory in
            given.bind(&kernel.problem, memory, scratch.view)
            kernel.means.elements = UnsafeRawPointer(memory[means])
            kernel.seed.elements = UnsafeRawPointer(memory[seed])
            kernel.logarithms = UnsafePointer(memory.mutableFloats(logarithms))
            kernel.by_query = memory.mutableFloats(byQuery.partials)
            kernel.by_key = memory.mutableFloats(results[1])
            kernel.by_value = memory.mutableFloats(results[2])
        }
        byQuery.emit(in: plan)
        return true
    }
}

/// Queries, keys, values and the mask, if there is one, wherever they lie.
private struct AttentionOperands {
    let views: [View]
    let isCausal: Bool

    init(_ views: [View], isCausal: Bool) {
        var views = views
        if views.count > 3 {
            let (query, key) = (views[0].sizes, views[1].sizes)
            views[3] = views[3].broadcast(to: query.dropLast() + [key[key.count - 2]])
        }
        (self.views, self.isCausal) = (views, isCausal)
    }

    private var masking: CKAttentionMask {
        if isCausal { return .causal }
        guard views.count > 3 else { return .none }
        return views[3].dtype == .bool ? .truth : .numbers
    }

    /// The kernel's problem but for addresses.
    func problem(scale: Double) -> CKAttentionProblem {
        var problem = CKAttentionProblem()
        let (query, value) = (views[0].sizes, views[2].sizes)
        let axes = query.count - 2
        problem.leading = Int64(axes)
        setElements(of: &problem.leading_sizes, query.prefix(axes))
        (problem.positions, problem.width) = (Int64(query[axes]), Int64(query[axes + 1]))
        (problem.sources, problem.value_width) = (Int64(value[axes]), Int64(value[axes + 1]))
        problem.scale = Float(scale)
        problem.masking = masking
        problem.query = CKHeads(views[0])
        problem.key = CKHeads(views[1])
        problem.value = CKHeads(views[2])
        if views.count > 3 { problem.mask = CKHeads(views[3]) }
        return problem
    }

    func bind(_ problem: inout CKAttentionProblem, _ memory: Memory, _ scratch: View) {
        problem.query.elements = UnsafeRawPointer(memory[views[0]])
        problem.key.elements = UnsafeRawPointer(memory[views[1]])
        problem.value.elements = UnsafeRawPointer(memory[views[2]])
        if views.count > 3 { problem.mask.elements = UnsafeRawPointer(memory[views[3]]) }
        problem.scratch = memory.mutableFloats(scratch)
    }

    /// About how long so many products of all pairs take, and what is done to their scores.
    func nanoseconds(products: Int) -> Double {
        let (query, value) = (views[0].sizes.suffix(2), views[2].sizes.suffix(2))
        let pairs = Double(views[0].count / (query.last ?? 1) * (value.first ?? 1))
        let widths = Double((query.last ?? 0) + (value.last ?? 0)) / 2
        let seen = isCausal ? 0.5 : 1
        return seen * pairs * (2 * Double(products) * widths + 16) / Speed.flopsPerNanosecond
    }
}

extension CKHeads {
    /// How a view of matrices lies, but for its address.
    fileprivate init(_ view: View) {
        self.init()
        let axes = view.strides.count - 2
        setElements(of: &leading_strides, view.strides.prefix(axes))
        row_stride = Int64(view.strides[axes])
        column_stride = Int64(view.strides[axes + 1])
    }
}

/// Writes the first elements of an array of C, which is a tuple here.
private func setElements<Array>(of array: inout Array, _ elements: some Collection<Int>) {
    withUnsafeMutableBytes(of: &array) { bytes in
        let numbers = bytes.bindMemory(to: Int64.self)
        for (index, element) in elements.enumerated() { numbers[index] = Int64(element) }
    }
}
