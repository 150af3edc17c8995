// SPDX-License-Identifier: Apache-2.0
import MartletIR
import MartletTensor
import MartletTesting
import Testing

@Suite struct TensorOperatorsTests {
    private let x = Tensor([1, 2, 4])

    @Test func tensorsWithTensors() throws {
        let y = Tensor([[10], [20]])
        #expect(try (x + y).elements() == [11, 12, 14, 21, 22, 24])
        #expect(try (y - x).elements() == [9, 8, 6, 19, 18, 16])
        #expect(try (x * y).elements() == [10, 20, 40, 20, 40, 80])
        #expect(try (y / x).elements() == [10, 5, 2.5, 20, 10, 5])
    }

    @Test func tensorsWithNumbers() throws {
        #expect(try (x + 1).elements() == [2, 3, 5])
        #expect(try (1 - x).elements() == [0, -1, -3])
        #expect(try (x - 1).elements() == [0, 1, 3])
        #expect(try (2 * x).elements() == [2, 4, 8])
        #expect(try (x / 2).elements() == [0.5, 1, 2])
        #expect(try (8 / x).elements() == [8, 4, 2])
        #expect(try (1 + x * 3).elements() == [4, 7, 13])
        #expect(try (-x).elements() == [-1, -2, -4])
    }

    @Test func comparisons() throws {
        #expect(try (x .< 2).elements() == [1, 0, 0])
        #expect(try (x .<= 2).elements() == [1, 1, 0])
        #expect(try (x .> 2).elements() == [0, 0, 1])
        #expect(try (x .>= 2).elements() == [0, 1, 1])
        #expect(try (x .== 2).elements() == [0, 1, 0])
        #expect(try (x .!= 2).elements() == [1, 0, 1])
        #expect(try (x .< Tensor([[2], [3]])).elements() == [1, 0, 0, 1, 1, 0])
        #expect((x .< 2).dtype == .bool)
    }

    @Test func logic() throws {
        let (a, b) = (Tensor([0, 0, 1, 1], dtype: .bool), Tensor([0, 1, 0, 1], dtype: .bool))
        #expect(try (a .& b).elements() == [0, 0, 0, 1])
        #expect(try (a .| b).elements() == [0, 1, 1, 1])
        #expect(try (!a).elements() == [1, 1, 0, 0])
        #expect(throws: GraphError.self) { try checking { x .& x } }
        #expect(throws: GraphError.self) { try checking { !x } }
    }

    @Test func numbersMustFitTheElementType() throws {
        let whole = Tensor([1, 2, 3], dtype: .int32)
        #expect(try (whole * 2).elements() == [2, 4, 6])
        #expect(try (whole + (-5)).elements() == [-4, -3, -2])
        for wrong in [0.5, .nan, .infinity, 1e20] {
            let error = #expect(throws: GraphError.self) { try checking { whole * wrong } }
            #expect(error?.code == .typeMismatch)
        }
        #expect(throws: GraphError.self) { try checking { Tensor([1], dtype: .uint8) .> 300 } }
        #expect(throws: GraphError.self) { try checking { Tensor([1], dtype: .uint8) - (-1) } }
    }

    @Test func truthValuesAreNoNumbers() {
        let truth = Tensor([1, 0], dtype: .bool)
        #expect(throws: GraphError.self) { try checking { truth + truth } }
        #expect(throws: GraphError.self) { try checking { -truth } }
        #expect(throws: GraphError.self) { try checking { truth.sum() } }
        #expect(throws: GraphError.self) { try checking { truth.matmul(truth) } }
    }
}
