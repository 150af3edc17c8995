// SPDX-License-Identifier: Apache-2.0
import MartletIR

/// Products of a loop's inputs with constant matrices, which no step has to wait for: one large product before the loop
/// instead of a small one at each step.
///
/// What is added to them, or done element by element, goes with them.
struct HoistedProducts {
    /// What the body reads instead of computing it.
    private(set) var slices: [ScanDraft.Slice] = []

    init(of draft: ScanDraft) {
        let body = DraftBody(draft)
        var vectorization = Vectorization(
            draft.slices, varying: body.varying, length: draft.length)
        var hoisted: Set<ObjectIdentifier> = []
        for node in body.nodes where body.isFree(node) {
            let isFollower =
                Vectorization.isElementwise(node.operation)
                && node.operands.contains { hoisted.contains(ObjectIdentifier($0)) }
                && node.operands.allSatisfy {
                    hoisted.contains(ObjectIdentifier($0)) || !body.varies($0)
                }
            guard node.operation is MatMul || isFollower, vectorization.values(of: node) != nil
            else { continue }
            hoisted.insert(ObjectIdentifier(node))
        }
        for node in body.nodes where hoisted.contains(ObjectIdentifier(node)) {
            let isRead = body.isRead(node) { !hoisted.contains(ObjectIdentifier($0)) }
            guard isRead, let values = vectorization.values(of: node) else { continue }
            slices.append(.init(argument: node, stacked: values))
        }
    }
}

/// Products that only the results of a loop need: one large product behind the loop instead of a small one at each step.
struct SunkProducts {
    /// What the loop gives instead.
    private(set) var results: [Tensor] = []
    private var finishing: [@Sendable (Tensor) -> Tensor] = []

    init(of draft: ScanDraft) {
        let body = DraftBody(draft)
        for result in draft.results {
            let node = result.node
            guard let product = node.operation as? MatMul, !product.transposesLeft,
                !body.isGiven(node), body.varies(node.operands[0]),
                node.operands[1].type.shape.rank == 2, !body.varies(node.operands[1]),
                !body.isRead(node, by: { _ in true }, asResult: false)
            else {
                results.append(result)
                finishing.append { $0 }
                continue
            }
            let (right, shape, length) = (Tensor(node.operands[1]), node.type.shape, draft.length)
            results.append(Tensor(node.operands[0]))
            finishing.append { rows in
                let count = rows.shape.sizes.dropLast().reduce(1, *)
                let flat = rows.reshaped(to: Shape([count, rows.shape[-1]]))
                return Tensor(product, flat, right)
                    .reshaped(to: Shape([length] + shape.sizes))
            }
        }
    }

    /// The results that were asked for, from those of the loop.
    func finished(_ made: [Tensor]) -> [Tensor] { strictZip(finishing, made).map { $0($1) } }
}

/// The nodes of one step with what they depend on.
struct DraftBody {
    /// The nodes that a step computes, and its arguments, operands before users.
    let nodes: [Node]
    /// Nodes that depend on slices or carried values, or are such.
    private(set) var varying: Set<ObjectIdentifier>
    private var carried: Set<ObjectIdentifier>
    private let given: Set<ObjectIdentifier>
    private let next: Set<ObjectIdentifier>
    private let results: Set<ObjectIdentifier>
    private var users: [ObjectIdentifier: [Node]] = [:]

    init(_ draft: ScanDraft) {
        carried = Set(draft.carries.map { ObjectIdentifier($0.argument) })
        varying = carried.union(draft.slices.map { ObjectIdentifier($0.argument) })
        given = varying.union(draft.constants.map(ObjectIdentifier.init))
        next = Set(draft.carries.map { ObjectIdentifier($0.next.node) })
        results = Set(draft.results.map { ObjectIdentifier($0.node) })
        let roots = draft.carries.map(\.next.node) + draft.results.map(\.node)
        nodes = Node.inOrder(roots, from: given)
        for node in nodes where !given.contains(ObjectIdentifier(node)) {
            for operand in node.operands {
                let identity = ObjectIdentifier(operand)
                if varying.contains(identity) { varying.insert(ObjectIdentifier(node)) }
                if carried.contains(identity) { carried.insert(ObjectIdentifier(node)) }
                users[identity, default: []].append(node)
            }
        }
    }

    /// Whether the value differs from step to step.
    func varies(_ node: Node) -> Bool { varying.contains(ObjectIdentifier(node)) }

    /// Whether the node is an argument.
    func isGiven(_ node: Node) -> Bool { given.contains(ObjectIdentifier(node)) }

    /// Whether the value differs from step to step, but is known before the loop begins.
    func isFree(_ node: Node) -> Bool {
        varies(node) && !carried.contains(ObjectIdentifier(node)) && !isGiven(node)
    }

    /// Whether the next step, the results, or a node of which `isReader` is true read the value.
    func isRead(_ node: Node, by isReader: (Node) -> Bool, asResult: Bool = true) -> Bool {
        let identity = ObjectIdentifier(node)
        return next.contains(identity) || (asResult && results.contains(identity))
            || (users[identity] ?? []).contains(where: isReader)
    }
}
