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
    ]

    static func product(
        _ left: Shape, _ right: Shape, transposesLeft: Bool = false, transposesRight: Bool = false
    ) -> OperationSample {
        OperationSample(
            MatMul(transposesLeft: transposesLeft, transposesRight: transposesRight),
            [.reals(left), .reals(right)])
    }
}
