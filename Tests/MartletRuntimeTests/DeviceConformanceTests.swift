// SPDX-License-Identifier: Apache-2.0
import MartletRuntime
import MartletTesting
import Testing

@Suite struct DeviceConformanceTests {
    /// The processor's executor, with one thread and with several.
    static let devices: [Device] = [.cpu(threads: 1), .cpu(threads: 2)]

    @Test(arguments: OperationSamples.all)
    func executorsAgreeWithTheReference(sample: OperationSample) throws {
        let conformance = OperationConformance(executors: Self.devices.map(\.executor))
        #expect(try conformance.executorProblems(of: sample) == [])
    }
}
