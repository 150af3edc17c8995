// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Martlet

/// Products and convolutions in narrow types beside float32.
struct Products: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract:
            "Time products and convolutions in bfloat16 and int8 and compare them with float32.",
        discussion: """
            The product of two matrices, its sums in float32 or int32, and the second convolution of cnn2 with both \
            its gradients, which give the operands' type. Each line says how many times as fast as float32 it is: the \
            best runs of both, by turns.
            """)

    @Option(help: "Seconds for each line.")
    var seconds = 1.0

    @Option(help: "Rows, columns and inner axis of the matrices.")
    var size = 1024

    @OptionGroup var engine: EngineOptions

    func validate() throws {
        guard seconds > 0 else { throw ValidationError("--seconds must be positive.") }
        guard size > 0 else { throw ValidationError("--size must be at least 1.") }
    }

    func run() throws {
        try engine.use {
            for example in ProductExample.all(size: size) { try report(example) }
        }
    }

    private func report(_ example: ProductExample) throws {
        let types = [.float32] + example.types
        var best = types.map { _ in Double.infinity }
        let rounds = 4
        for _ in 0..<rounds {
            for (index, dtype) in types.enumerated() {
                let inputs = example.shapes.enumerated().map {
                    Tensor.input($0, TensorType($1, dtype))
                }
                let time = try ProgramTime.best(
                    [example.output(inputs)], from: inputs, seconds: seconds / Double(rounds))
                best[index] = min(best[index], time)
            }
        }
        for (dtype, time) in zip(types, best) {
            var line = ResultLine(example.name, engine)
            line["dtype"] = .string("\(dtype)")
            line.set("microseconds", time * 1e6, digits: 1)
            line.set("gigaoperations_per_s", example.operations / time * 1e-9, digits: 1)
            line.set("ratio_to_float32", best[0] / time, digits: 2)
            print(line.text())
        }
    }
}

/// Something that multiplies, in several types.
private struct ProductExample {
    let name: String
    let shapes: [Shape]
    /// Besides float32.
    let types: [DType]
    /// Multiplications and additions.
    let operations: Double
    let output: ([Tensor]) -> Tensor

    static func all(size: Int) -> [ProductExample] {
        let cube = Double(size * size) * Double(size)
        let product = ProductExample(
            name: "matmul \(size)", shapes: [[size, size], [size, size]],
            types: [.bfloat16, .int8],
            operations: 2 * cube
        ) { x in
            x[0].matmul(x[1], accumulating: x[0].dtype == .bfloat16 ? .float32 : nil)
        }
        return [product] + convolutions
    }

    /// The second convolution of cnn2 for 32 images, and its gradients.
    private static var convolutions: [ProductExample] {
        let (image, filters, result): (Shape, Shape, Shape) = (
            [32, 13, 13, 32], [3, 3, 32, 64], [32, 11, 11, 64]
        )
        func example(_ name: String, _ shapes: [Shape], _ output: @escaping ([Tensor]) -> Tensor)
            -> ProductExample
        {
            ProductExample(
                name: name, shapes: shapes, types: [.bfloat16],
                operations: 2 * Double(result.count) * Double(filters.count / 64), output: output)
        }
        func gradient(_ x: [Tensor], by position: Int) -> Tensor {
            gradients(of: (x[0].conv2D(x[1]) * x[2]).sum(), by: [x[position]])[0]
        }
        return [
            example("convolution", [image, filters]) { $0[0].conv2D($0[1]) },
            example("convolution, image gradient", [image, filters, result]) {
                gradient($0, by: 0)
            },
            example("convolution, filter gradient", [image, filters, result]) {
                gradient($0, by: 1)
            },
        ]
    }
}
