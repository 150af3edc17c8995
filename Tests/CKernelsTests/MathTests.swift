// SPDX-License-Identifier: Apache-2.0
import CKernels
import Foundation
import Testing

@Suite struct MathTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let operation: CKOperation
        let range: ClosedRange<Float>
        let exact: @Sendable (Double) -> Double
        var ulps = 3.0
        var testDescription: String { "\(operation) on \(range)" }
    }

    static let cases: [Case] = [
        Case(operation: .exp, range: -87...88, exact: { exp($0) }),
        Case(operation: .exp, range: -87...87, exact: { exp($0) }, ulps: 1.5),
        Case(operation: .exp, range: -104...88.7, exact: { exp($0) }, ulps: 1.5),
        Case(operation: .exp, range: -1...1, exact: { exp($0) }, ulps: 1.5),
        Case(operation: .expMinusOne, range: -20...88, exact: { expm1($0) }),
        Case(operation: .expMinusOne, range: -0.5...0.5, exact: { expm1($0) }),
        Case(operation: .expMinusOne, range: -1e-3...1e-3, exact: { expm1($0) }),
        Case(operation: .log, range: 1e-30...1e30, exact: { log($0) }),
        Case(operation: .log, range: 0.5...2, exact: { log($0) }),
        Case(operation: .logOnePlus, range: -0.99...10, exact: { log1p($0) }),
        Case(operation: .logOnePlus, range: -1e-3...1e-3, exact: { log1p($0) }),
        Case(operation: .tanh, range: -12...12, exact: { tanh($0) }),
        Case(operation: .tanh, range: -0.01...0.01, exact: { tanh($0) }),
        Case(operation: .sigmoid, range: -80...80, exact: { 1 / (1 + exp(-$0)) }),
        Case(operation: .erf, range: -5...5, exact: { erf($0) }),
        Case(operation: .erf, range: -0.01...0.01, exact: { erf($0) }),
        Case(operation: .sin, range: -3...3, exact: { sin($0) }),
        Case(operation: .sin, range: -1e6...1e6, exact: { sin($0) }),
        Case(operation: .cos, range: -3...3, exact: { cos($0) }),
        Case(operation: .cos, range: -1e9...1e9, exact: { cos($0) }),
        Case(operation: .squareRoot, range: 0...1e6, exact: { sqrt($0) }),
        Case(operation: .reciprocalRoot, range: 1e-6...1e6, exact: { 1 / sqrt($0) }),
    ]

    @Test(arguments: cases) func staysNearTheExactValue(_ given: Case) {
        let x = scrambled(20_011, given.range) + [given.range.lowerBound, given.range.upperBound]
        let y = FusedLoop.apply(given.operation, x)
        #expect(y.count == x.count)
        var worst = (error: 0.0, at: Float(0))
        for (x, y) in zip(x, y) {
            let exact = given.exact(Double(x))
            let error = abs(Double(y) - exact) / Double(max(Float(exact).ulp, 0x1p-149))
            if !(error <= worst.error) { worst = (error, x) }
        }
        #expect(worst.error <= given.ulps, "at \(worst.at)")
    }

    @Test func specialValues() {
        let inf = Float.infinity
        func check(_ operation: CKOperation, _ x: [Float], _ expected: [Float]) {
            let y = FusedLoop.apply(operation, x)
            for (index, value) in expected.enumerated() {
                #expect(
                    y[index] == value || (y[index].isNaN && value.isNaN),
                    "\(operation)(\(x[index])) = \(y[index])")
            }
        }
        check(.exp, [inf, -inf, .nan, 0, 200, -200], [inf, 0, .nan, 1, inf, 0])
        check(.expMinusOne, [inf, -inf, .nan, 0], [inf, -1, .nan, 0])
        check(.log, [inf, 0, -1, .nan, 1, 0x1p-149], [inf, -inf, .nan, .nan, 0, -103.27893])
        check(.logOnePlus, [inf, -1, -2, .nan, 0], [inf, -inf, .nan, .nan, 0])
        check(.tanh, [inf, -inf, .nan, 0], [1, -1, .nan, 0])
        check(.sigmoid, [inf, -inf, .nan, 0], [1, 0, .nan, 0.5])
        check(.erf, [inf, -inf, .nan, 0], [1, -1, .nan, 0])
        check(.sin, [inf, .nan, 0], [.nan, .nan, 0])
        check(.round, [0.5, 1.5, -2.5, .nan], [0, 2, -2, .nan])
        check(.relu, [-1, 2, .nan, -inf], [0, 2, .nan, 0])
        check(.sign, [-3, 0, 5, .nan], [-1, 0, 1, .nan])
    }
}
