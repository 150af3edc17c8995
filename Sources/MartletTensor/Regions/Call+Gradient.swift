// SPDX-License-Identifier: Apache-2.0
import MartletIR

extension Call {
    /// A call that computes the body again, and then its gradient.
    ///
    /// It waits for the gradient that it is given: nothing of it is computed, or kept, before the way back arrives.
    package func gradients(in context: GradientContext) -> [Tensor?] {
        let step = RegionTrace(of: body, at: context.operands, constantCount: 0, trace)
        let back = BodyGradient(of: step, seeds: context.seeds, needed: context.isNeeded)
        let outputs = back.gradients.compactMap { $0 }
        if outputs.isEmpty { return back.gradients }
        let inputs = step.inputs + back.seeds
        let captured = Captures(of: outputs, arguments: inputs).nodes
        let call = Call(
            body: Graph(body: outputs, from: captured + inputs),
            trace: RegionTrace(inputs: captured + inputs, outputs: outputs))
        let operands = Tensor.barrier(context.operands + context.seeds.compactMap { $0 })
        var results = Tensor.results(
            of: call, captured.map(Tensor.init) + operands, count: outputs.count
        ).makeIterator()
        return back.gradients.map { $0 == nil ? nil : results.next() }
    }
}

extension Branch {
    /// A branch between the gradients of the bodies, each of which computes its body again.
    package func gradients(in context: GradientContext) -> [Tensor?] {
        let values = Array(context.operands.dropFirst())
        let backs = branches.enumerated().map { index, body in
            let trace = traces.indices.contains(index) ? traces[index] : nil
            let step = RegionTrace(of: body, at: values, constantCount: 0, trace)
            let needed = Array(context.isNeeded.dropFirst())
            return (step, BodyGradient(of: step, seeds: context.seeds, needed: needed))
        }
        let flows = values.indices.filter { index in
            backs.contains { $0.1.gradients[index] != nil }
        }
        if flows.isEmpty { return context.operands.map { _ in nil } }
        let outputs = backs.map { _, back in
            flows.map { back.gradients[$0] ?? .zeros(like: values[$0]) }
        }
        let inputs = backs.map { step, back in step.inputs + back.seeds }
        var captured: [Node] = []
        for (outputs, inputs) in strictZip(outputs, inputs) {
            for node in Captures(of: outputs, arguments: inputs).nodes
            where !captured.contains(where: { $0 === node }) {
                captured.append(node)
            }
        }
        let operation = Branch(
            branches: strictZip(outputs, inputs).map { Graph(body: $0, from: captured + $1) },
            traces: strictZip(outputs, inputs).map {
                RegionTrace(inputs: captured + $1, outputs: $0)
            })
        let operands =
            [context.operands[0]] + captured.map(Tensor.init) + values
            + context.seeds.compactMap { $0 }
        let results = Tensor.results(of: operation, operands, count: flows.count)
        var gradients = context.operands.map { _ in Tensor?.none }
        for (index, result) in strictZip(flows, results) { gradients[index + 1] = result }
        return gradients
    }
}

/// The gradients of a body that is computed once, by its inputs.
struct BodyGradient {
    /// What stands for the gradients by the results, where there are any.
    let seeds: [Node]
    /// By each input, `nil` where nothing flows or nobody asks.
    private(set) var gradients: [Tensor?]

    init(of step: RegionTrace, seeds given: [Tensor?], needed: [Bool]) {
        let flowing = given.indices.filter { given[$0] != nil }
        let arguments = TraceScope().arguments(
            flowing.map { step.outputs[$0].type }, "a gradient of a body")
        seeds = arguments.map(\.node)
        var all: [Tensor?] = given.map { _ in nil }
        for (index, argument) in strictZip(flowing, arguments) { all[index] = argument }
        var walk = BackwardWalk(
            from: step.outputs.map(\.node), to: step.inputs, endingAt: step.inputs)
        let found = walk.gradients(seeds: all)
        gradients = strictZip(found, needed).map { $1 ? $0 : nil }
    }
}
