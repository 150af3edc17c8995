// SPDX-License-Identifier: Apache-2.0
import MartletCompiler
import MartletFormats
import MartletIR
import MartletRuntime
import MartletTensor
import MartletTesting
import Testing

/// Values and gradients of JAX's loops and branches, from `Tests/Fixtures/regions.safetensors`.
@Suite struct RegionFixtureTests {
    typealias Function = @Sendable (_ operands: [Tensor], _ constants: [Tensor]) -> [Tensor]

    /// The twins of the functions in `tools/oracle/regions.py`.
    private static let functions: [String: Function] = [
        "rnn": { x, _ in
            let all = scan(over: x[0], carrying: x[3]) { state, input in
                let next = (input.matmul(x[1]) + state.matmul(x[2])).tanh()
                return (next, next)
            }
            return [all.carried, all.results]
        },
        "lstm": { x, _ in
            let all = LSTM.all(of: x)
            return all.carried + all.results
        },
        "reversed_scan": { x, _ in
            let all = scan(over: x[0], carrying: .zeros(like: x[1]), isReversed: true) { sum, row in
                let next = (sum * x[1]).sin() + row
                return (next, next * row)
            }
            return [all.carried, all.results]
        },
        "nested": { x, _ in
            let all = scan(over: x[0], carrying: x[1]) { state, rows in
                let inner = scan(over: rows, carrying: state) { state, row in
                    let next = branch(
                        row.sum() .> 0, then: { (state * row).tanh() },
                        else: { state - row * x[1] })
                    return (next, next)
                }
                return (inner.carried, inner.results)
            }
            return [all.carried, all.results]
        },
        "newton": { x, _ in
            whileLoop(
                [x[0], Tensor(0, dtype: x[0].dtype)],
                while: { (($0[0] * $0[0] - x[0]).absolute() .> 1e-12) .& ($0[1] .< 50) },
                do: { [($0[0] + x[0] / $0[0]) / 2, $0[1] + 1] })
        },
        "switch": { x, constants in
            branch(
                on: constants[0],
                [
                    { [x[0] * x[1]] }, { [x[0].sin() + x[1]] },
                    { [x[0] / (1 + x[1] * x[1])] },
                ])
        },
        "cond": { x, constants in
            branch(
                constants[0], then: { [x[0] * x[1], x[0]] },
                else: { [(-x[0] * x[0]).exp(), x[1]] })
        },
        "attention": { x, _ in
            [scaledDotProductAttention(query: x[0], key: x[1], value: x[2])]
        },
    ]

    @Test(arguments: try Fixture("regions").cases)
    func agreesOnTheReference(item: Fixture.Case) throws {
        try Device.with(.reference) { try expectAgreement(item, .float64, within: 1e-10) }
    }

    @Test(arguments: try Fixture("regions").cases)
    func agreesInFloat64OnTheProcessor(item: Fixture.Case) throws {
        try Device.with(.cpu) { try expectAgreement(item, .float64, within: 1e-10) }
    }

    @Test(arguments: try Fixture("regions").cases.filter { $0.name != "newton" })
    func agreesInFloat32OnTheProcessor(item: Fixture.Case) throws {
        try Device.with(.cpu) { try expectAgreement(item, .float32, within: 1e-5) }
    }

    /// The cell of an LSTM as one operation against JAX's loop.
    @Test(arguments: try Fixture("regions").cases.filter { $0["function"]?.string == "lstm" })
    func cellsThatAreOneOperationAgree(item: Fixture.Case) throws {
        let whole = { (x: [Tensor], _: [Tensor]) in
            let all = LSTM.all(of: x, isWhole: true)
            return all.carried + all.results
        }
        try Device.with(.reference) { try expectAgreement(item, .float64, within: 1e-10, whole) }
        try Device.with(.cpu) { try expectAgreement(item, .float32, within: 1e-5, whole) }
    }

    private func expectAgreement(
        _ item: Fixture.Case, _ dtype: DType, within limit: Double,
        _ given: (([Tensor], [Tensor]) -> [Tensor])? = nil
    ) throws {
        let function = try #require(given ?? Self.functions[item["function"]?.string ?? ""])
        let x = try tensors(item, "operand", item["operands"]?.int, dtype)
        let constants = try tensors(item, "constant", item["constants"]?.int, dtype)
        let results = function(x, constants)
        let wanted = try tensors(item, "result", item["results"]?.int, dtype)
        try #require(results.count == wanted.count)
        var pairs = Array(zip(results, wanted))
        if item["differentiates"]?.bool == true {
            let weights = try tensors(item, "cotangent", results.count, dtype)
            let loss = zip(results, weights).map { ($0 * $1).sum() }
                .reduce(Tensor(0, dtype: dtype), +)
            let slopes = gradients(of: loss, by: x)
            pairs += zip(slopes, try tensors(item, "gradient", x.count, dtype))
        }
        let values = try Tensor.hosts(pairs.map(\.0))
        for (value, pair) in zip(values, pairs) {
            #expect(value.shape == pair.1.shape)
            let error = relativeError(value.doubles, try pair.1.host().doubles, floor: 1e-3)
            #expect(error <= limit, "\(item.name): \(value.type)")
        }
    }

    private func tensors(_ item: Fixture.Case, _ what: String, _ count: Int?, _ dtype: DType) throws
        -> [Tensor]
    {
        let count = try #require(count)
        return try (0..<count).map { Tensor(try item.tensor("\(what)\($0)", as: dtype)) }
    }
}
