// SPDX-License-Identifier: Apache-2.0
import MartletIR
import Testing

@Suite struct NodeNumbersTests {
    @Test func everyNodeHasItsOwn() {
        let type = TensorType([1], .float32)
        let nodes = (0..<5_000).map { _ in Node(SampleOperation(), [], type) }
        var numbers = NodeNumbers()
        let areNew = nodes.prefix(4_000).map { numbers.insert($0) }
        #expect(!areNew.contains(false))
        #expect(numbers.count == 4_000)
        let isNew = numbers.insert(nodes[17])
        #expect(!isNew)
        for (index, node) in nodes.enumerated() {
            #expect(numbers[node] == (index < 4_000 ? index : nil))
        }
        numbers[nodes[3]] = -7
        numbers[nodes[4_000]] = 9
        #expect(numbers[nodes[3]] == -7)
        #expect(numbers[nodes[4_000]] == 9)
        #expect(numbers.count == 4_001)
    }
}
