// SPDX-License-Identifier: Apache-2.0
import MartletIR
import MartletNN
import MartletRuntime
import MartletTensor
import MartletTesting
import Testing

@Suite struct MergeLayerTests {
    private func merge(_ layer: any Layer, _ tensors: [Tensor]) -> Tensor {
        layer(tensors, in: LayerContext(isTraining: false, dtype: tensors[0].dtype).root)
    }

    static let results: [(any Layer, [Float])] = [
        (MartletNN.Add(), [5, 0, 9]), (MartletNN.Multiply(), [4, -4, 18]),
        (Average(), [2.5, 0, 4.5]), (MartletNN.Maximum(), [4, 2, 6]),
        (MartletNN.Minimum(), [1, -2, 3]), (MartletNN.Subtract(), [-3, -4, -3]),
    ]

    @Test(arguments: results)
    func twoInputsBecomeOne(layer: any Layer, expected: [Float]) throws {
        let result = merge(layer, [Tensor([[1, -2, 3]]), Tensor([[4, 2, 6]])])
        #expect(try result.scalars() == expected)
    }

    @Test func threeInputsBecomeOne() throws {
        let inputs = [Tensor([[1, 2]]), Tensor([[3, 0]]), Tensor([[8, 1]])]
        #expect(try merge(Average(), inputs).scalars() == [4, 1])
        #expect(try merge(MartletNN.Maximum(), inputs).scalars() == [8, 2])
        #expect(try merge(MartletNN.Minimum(), inputs).scalars() == [1, 0])
        #expect(try merge(MartletNN.Multiply(), inputs).scalars() == [24, 0])
    }

    @Test func missingAxesArePutInAfterTheBatch() throws {
        let result = merge(MartletNN.Add(), [.ones([2, 4, 3]), Tensor([[1, 2, 3], [4, 5, 6]])])
        #expect(result.shape == [2, 4, 3])
        let values = try result.scalars()
        #expect(Array(values.prefix(3)) == [2, 3, 4])
        #expect(Array(values.suffix(3)) == [5, 6, 7])
    }

    @Test(arguments: results.map(\.0) + [MartletNN.Concatenate()])
    func finiteDifferencesConfirmGradients(layer: any Layer) throws {
        let x = HostTensor([0.3, -1.2, 0.8, 2.1, 0.4, -0.7], shape: [2, 3], dtype: .float64)
        let y = HostTensor([1.1, -0.2, 0.6, -1.5, 0.9, 0.1], shape: [2, 3], dtype: .float64)
        let mismatches = try GradientCheck().mismatches(at: [x, y]) { merge(layer, $0) }
        #expect(mismatches.isEmpty)
    }
}
