// SPDX-License-Identifier: Apache-2.0
import MartletIR
import Testing

@Suite struct NodeTests {
    private let type = TensorType([3], .float32)

    @Test func operandsComeBeforeUsersOnce() {
        let a = Node(SampleOperation(label: 1), [], type)
        let b = Node(SampleOperation(label: 2), [a, a], type)
        let c = Node(SampleOperation(label: 3), [b, a], type)
        let order = Node.inOrder([c, b]).compactMap { ($0.operation as? SampleOperation)?.label }
        #expect(order == [1, 2, 3])
    }

    @Test func longChainsAreOrderedAndFreedWithoutDeepRecursion() {
        var node = Node(SampleOperation(), [], type)
        for _ in 0..<200_000 { node = Node(SampleOperation(), [node], type) }
        #expect(Node.inOrder([node]).count == 200_001)
        node = Node(SampleOperation(), [], type)
    }

    @Test func sharedPartsOutliveTheirUsers() {
        var shared = Node(SampleOperation(), [], type)
        for _ in 0..<100_000 { shared = Node(SampleOperation(), [shared, shared], type) }
        weak var gone: Node?
        do {
            let user = Node(SampleOperation(), [shared, shared], type)
            gone = user
            #expect(gone != nil)
        }
        #expect(gone == nil)
        #expect(Node.inOrder([shared]).count == 100_001)
    }

    @Test func remembersItsLayer() {
        let node = LayerPath.$current.withValue(["mnist", "dense"]) {
            Node(SampleOperation(), [], type)
        }
        #expect(node.layer == "mnist ▸ dense")
        #expect(Node(SampleOperation(), [], type).layer == nil)
    }
}
