// SPDX-License-Identifier: Apache-2.0
import MartletCompiler
import MartletIR
import MartletRuntime
import MartletSystem
import MartletTensor
import MartletTesting
import Testing

@Suite struct FunctionTests {
    typealias Function = @Sendable (Tensor) -> Tensor

    static let values: [(String, Function, Double, Double)] = [
        ("exp", { $0.exp() }, 1, 2.718281828459045), ("exp", { $0.exp() }, -.infinity, 0),
        ("exp", { $0.exp() }, 1000, .infinity),
        ("expm1", { $0.expMinusOne() }, 1e-10, 1.00000000005e-10),
        ("log", { $0.log() }, 0, -.infinity), ("log", { $0.log() }, -1, .nan),
        ("log1p", { $0.logOnePlus() }, 1e-10, 9.9999999995e-11),
        ("sqrt", { $0.squareRoot() }, 2, 1.4142135623730951),
        ("sqrt", { $0.squareRoot() }, -1, .nan),
        ("rsqrt", { $0.reciprocalSquareRoot() }, 4, 0.5),
        ("rsqrt", { $0.reciprocalSquareRoot() }, 0, .infinity),
        ("sin", { $0.sin() }, 2, 0.9092974268256817), ("cos", { $0.cos() }, 2, -0.4161468365471424),
        ("tanh", { $0.tanh() }, 0.5, 0.46211715726000973), ("tanh", { $0.tanh() }, 100, 1),
        ("sigmoid", { $0.sigmoid() }, 0, 0.5), ("sigmoid", { $0.sigmoid() }, -800, 0),
        ("sigmoid", { $0.sigmoid() }, 800, 1), ("sigmoid", { $0.sigmoid() }, .nan, .nan),
        ("erf", { $0.erf() }, 0.5, 0.5204998778130465), ("erf", { $0.erf() }, -10, -1),
        ("atan", { $0.atan() }, 0.5, 0.4636476090008061),
        ("atan", { $0.atan() }, -.infinity, -1.5707963267948966),
        ("atan", { $0.atan() }, .nan, .nan),
        ("floor", { $0.floor() }, -1.5, -2), ("ceil", { $0.ceiling() }, -1.5, -1),
        ("round", { $0.rounded() }, 2.5, 2), ("round", { $0.rounded() }, 3.5, 4),
        ("round", { $0.rounded() }, -0.5, 0), ("sign", { $0.sign() }, -3, -1),
        ("sign", { $0.sign() }, 0, 0), ("sign", { $0.sign() }, .nan, .nan),
        ("relu", { $0.relu() }, -1, 0), ("relu", { $0.relu() }, 3, 3),
        ("relu", { $0.relu() }, .nan, .nan), ("abs", { $0.absolute() }, -.infinity, .infinity),
        ("softplus", { $0.softplus() }, 1000, 1000), ("softplus", { $0.softplus() }, -1000, 0),
        ("softplus", { $0.softplus() }, 0, 0.6931471805599453),
        ("elu", { $0.elu() }, -1, -0.6321205588285577), ("elu", { $0.elu(alpha: 2) }, 3, 3),
        ("leakyReLU", { $0.leakyReLU(slope: 0.1) }, -2, -0.2),
        ("gelu", { $0.gelu() }, 1, 0.8413447460685429),
        ("gelu", { $0.gelu(approximately: true) }, 1, 0.8411919906082768),
        ("silu", { $0.silu() }, 1, 0.7310585786300049),
        ("clipped", { $0.clipped(to: -1...1) }, 3, 1),
        ("clipped", { $0.clipped(to: -1...1) }, -3, -1),
        ("clipped", { $0.clipped(to: -1...1) }, 0.25, 0.25),
    ]

    @Test(arguments: values)
    func knownValues(name: String, function: Function, x: Double, expected: Double) throws {
        let result = function(Tensor([x], dtype: .float64))
        #expect(isClose(try result.elements(), [expected], tolerance: .float64), "\(name)(\(x))")
    }

    @Test(arguments: [DType.bool, .int8, .uint8, .int32, .int64])
    func smoothFunctionsTakeNoWholeNumbers(dtype: DType) {
        let x = Tensor([1, 0], dtype: dtype)
        for function in [{ $0.exp() }, { $0.sin() }, { $0.relu() }, { $0.floor() }] as [Function] {
            let error = #expect(throws: GraphError.self) { try checking { function(x) } }
            #expect(error?.code == .typeMismatch)
        }
    }

    @Test func gradientsAtKinks() throws {
        let x = Tensor([-1, 0, 1])
        let (one, two) = (Tensor.ones([3]), Tensor([-1, 0, 1]))
        #expect(try gradients(of: x.absolute(), by: [x], seed: one)[0].elements() == [-1, 0, 1])
        #expect(try gradients(of: x.relu(), by: [x], seed: one)[0].elements() == [0, 0, 1])
        #expect(
            try gradients(of: Tensor.maximum(x, two), by: [x], seed: one)[0].elements() == [
                0.5, 0.5, 0.5,
            ])
        #expect(try gradients(of: x.raised(to: 0), by: [x], seed: one)[0].elements() == [0, 0, 0])
        #expect(try gradients(of: x.raised(to: 2), by: [x], seed: one)[0].elements() == [-2, 0, 2])
        #expect(
            try gradients(of: x.raised(to: Tensor.zeros([3])), by: [x], seed: one)[0].elements()
                == [0, 0, 0])
        let pair = Tensor([0, 0, 2])
        #expect(try gradient(at: pair) { $0.product() }.elements() == [0, 0, 0])
        #expect(try gradient(at: Tensor([0, 3, 2])) { $0.product() }.elements() == [6, 0, 0])
        #expect(try gradient(at: Tensor([5, 3, 5])) { $0.max() }.elements() == [0.5, 0, 0.5])
    }

    /// As Keras has them, with TensorFlow.
    @Test func gradientsOfActivationsAtKinks() throws {
        let functions: [(name: String, function: Function, expected: [Double])] = [
            ("elu", { $0.elu() }, [exp(-1), 1, 1]),
            ("elu, alpha ½", { $0.elu(alpha: 0.5) }, [exp(-1) / 2, 0.5, 1]),
            ("leakyReLU", { $0.leakyReLU(slope: 0.2) }, [0.2, 0.2, 1]),
            ("softplus", { $0.softplus() }, [1 / (1 + exp(1)), 0.5, 1 / (1 + exp(-1))]),
            ("clipped to −1...1", { $0.clipped(to: -1...1) }, [1, 1, 1]),
            ("clipped to 0...0.5", { $0.clipped(to: 0...0.5) }, [0, 1, 0]),
        ]
        for (name, function, expected) in functions {
            let gradient = gradient(at: Tensor([-1, 0, 1], dtype: .float64)) {
                function($0).sum()
            }
            #expect(isClose(try gradient.elements(), expected, tolerance: .float64), "\(name)")
        }
    }

    @Test func activationsLetNaNThrough() throws {
        let functions: [Function] = [
            { $0.elu() }, { $0.leakyReLU() }, { $0.relu() }, { $0.softplus() }, { $0.gelu() },
            { $0.clipped(to: -1...1) },
        ]
        for (index, function) in functions.enumerated() {
            #expect(try function(Tensor([.nan])).elements()[0].isNaN, "function \(index)")
        }
    }

    @Test func selectionTakesFromBothAndBroadcasts() throws {
        let condition = Tensor([1, 0, 1], dtype: .bool)
        #expect(
            try Tensor.select(condition, Tensor([1, 2, 3]), Tensor(-1)).elements() == [1, -1, 3])
        let table = Tensor.select(condition, Tensor([[1], [2]]), Tensor(.nan))
        #expect(isClose(try table.elements(), [1, .nan, 1, 2, .nan, 2], tolerance: .exact))
        let large = (Int64(1) << 60) + 1
        let whole = Tensor.select(
            condition, Tensor(scalars: [large], shape: []), Tensor(0, dtype: .int64))
        #expect(try whole.host().integers == [large, 0, large])
        #expect(throws: GraphError.self) {
            try checking { Tensor.select(Tensor([1]), Tensor([1]), Tensor([2])) }
        }
    }
}
