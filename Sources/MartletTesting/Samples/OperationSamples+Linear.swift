// SPDX-License-Identifier: Apache-2.0
import MartletIR
import MartletTensor

extension OperationSamples {
    static let linear: [OperationSample] = [
        product([2, 3], [3, 4]),
        product([3, 2], [3, 4], transposesLeft: true),
        product([2, 3], [4, 3], transposesRight: true),
        product([3, 2], [4, 3], transposesLeft: true, transposesRight: true),
        product([2, 2, 3], [2, 3, 2]),
        product([2, 2, 3], [3, 2]),
        product([2, 3], [2, 3, 2]),
        product([2, 1, 2, 3], [3, 3, 2]),
        product([2, 3, 2], [1, 4, 3], transposesLeft: true, transposesRight: true),
        product([2, 0], [0, 3]),
        product([0, 2], [2, 3]),
        product([1, 1], [1, 1]),
        product([17, 9], [9, 20]),
        wideProduct([3, 5], [5, 4]),
        wideProduct([2, 4, 3], [2, 3, 2]),
        wideProduct([7, 34], [34, 40]),
    ]

    /// Sums and results in the wide type of narrow operands.
    static func wideProduct(_ left: Shape, _ right: Shape) -> OperationSample {
        OperationSample([.reals(left), .reals(right)]) { MatMul(accumulation: $0.wide) }
    }

    static func product(
        _ left: Shape, _ right: Shape, transposesLeft: Bool = false, transposesRight: Bool = false
    ) -> OperationSample {
        OperationSample(
            MatMul(transposesLeft: transposesLeft, transposesRight: transposesRight),
            [.reals(left), .reals(right)])
    }
}
