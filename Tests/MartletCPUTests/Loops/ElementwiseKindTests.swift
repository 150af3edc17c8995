// SPDX-License-Identifier: Apache-2.0
import MartletIR
import MartletTensor
import MartletTesting
import Testing

@testable import MartletCPU

@Suite struct ElementwiseKindTests {
    /// A line whose name is misspelled leaves its operation to the oracle: right, and very slow.
    @Test func everyElementwiseOperationIsFast() {
        let operations = OperationSamples.all.map { $0.operation(for: .float32) }.filter {
            $0 is any UnaryElementwise || $0 is any BinaryElementwise || $0 is any Logical
                || $0 is Compare
        }
        #expect(operations.count > 100)
        for operation in operations {
            let isFast = LoopOperation(operation, .float32) != nil
            #expect(isFast, "elementwise_table.h has no line \"\(operation.name)\"")
        }
    }

    @Test(
        arguments: [
            (Power(), true), (Remainder(), true), (Absolute(), true), (Sign(), true),
            (ReLU(), true),
            (Sine(), false), (Divide(), false), (Floor(), false), (SquareRoot(), false),
        ] as [(any Operation, Bool)])
    func integersHaveTheirOwnFormulas(operation: any Operation, isFast: Bool) {
        #expect((LoopOperation(operation, .int32) != nil) == isFast)
        #expect((LoopOperation(operation, .uint8) != nil) == isFast)
        #expect(LoopOperation(operation, .float64) != nil)
        #expect(LoopOperation(operation, .bfloat16) != nil)
    }

    @Test func markersAreNoOperationsOfLoops() {
        #expect(LoopOperation(StopGradient(), .float32) == nil)
        #expect(LoopOperation(MatMul(), .float32) == nil)
    }
}
