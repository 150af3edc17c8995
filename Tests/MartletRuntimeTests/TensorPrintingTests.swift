// SPDX-License-Identifier: Apache-2.0
import MartletCompiler
import MartletIR
import MartletRuntime
import MartletTensor
import Testing

@Suite struct TensorPrintingTests {
    @Test func elementsAsNestedLists() {
        #expect("\(Tensor(1.5))" == "1.5  [] float32")
        #expect("\(Tensor([1, 2]) + 1)" == "[2.0, 3.0]  [2] float32")
        #expect("\(Tensor([[1, 2], [3, 4]], dtype: .int32))" == "[[1, 2],\n [3, 4]]  [2, 2] int32")
        #expect("\(Tensor([0, 1], dtype: .bool))" == "[false, true]  [2] bool")
        #expect("\(Tensor([0.1], dtype: .float64))" == "[0.1]  [1] float64")
        #expect("\(Tensor([0.1]))" == "[0.1]  [1] float32")
    }

    @Test func longAxesAreShortened() {
        #expect("\(Tensor.range(100))" == "[0, 1, 2, …, 97, 98, 99]  [100] int64")
        #expect("\(Tensor.range(6))" == "[0, 1, 2, 3, 4, 5]  [6] int64")
        #expect("\(Tensor.zeros([1000, 1000]))".count < 400)
    }

    @Test func extremesDoNotTrap() {
        let text = "\(Tensor(scalars: [Int64.max, .min], shape: [2]))"
        #expect(text == "[9223372036854775807, -9223372036854775808]  [2] int64")
        #expect("\(Tensor([.nan, .infinity]))" == "[nan, inf]  [2] float32")
        #expect("\(Tensor.zeros([0]))" == "[]  [0] float32")
        #expect("\(Tensor.zeros([2, 0]))" == "[[],\n []]  [2, 0] float32")
    }

    @Test func saysWhyThereAreNoElements() {
        let traced = Tensor.input(0, TensorType([2], .float32)) + 1
        #expect("\(traced)".contains("the input of a program that is being traced"))
        let outside = Tensor([1]).take(Tensor(scalars: [Int64(4)], shape: [1]))
        #expect("\(outside)".contains("index 4 (at position 0) is outside 0..<1"))
    }

    @Test func manyTasksPrintAtOnce() async {
        await withTaskGroup(of: Void.self) { group in
            for task in 0..<100 {
                group.addTask {
                    let x = Tensor([Double(task), 1]) * 2 + Double(task % 7)
                    let expected =
                        "[\(Float(task * 2 + task % 7)), \(Float(2 + task % 7))]  [2] float32"
                    #expect("\(x)" == expected)
                }
            }
        }
    }
}
