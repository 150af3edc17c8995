// SPDX-License-Identifier: Apache-2.0
import MartletIR
import MartletReference
import MartletTensor
import MartletTesting
import Testing

@Suite struct CatalogTests {
    @Test func everyOperationHasASample() {
        let sampled = Set(
            OperationSamples.all.map { ObjectIdentifier(type(of: $0.operation(for: .float64))) })
        let missing = Catalog.all.filter { !sampled.contains(ObjectIdentifier($0)) }.map { $0.name }
        #expect(missing == [])
    }

    @Test func everySampledOperationIsInTheCatalogue() {
        let known = Set(Catalog.all.map(ObjectIdentifier.init))
        let strangers = OperationSamples.all.map { $0.operation(for: .float64) }
            .filter { !known.contains(ObjectIdentifier(type(of: $0))) }.map(\.name)
        #expect(strangers == [])
    }

    @Test func namesAreUnique() {
        let names = Catalog.all.map { $0.name }
        #expect(Set(names).count == names.count)
    }

    @Test(arguments: OperationSamples.all)
    func keepsItsPromises(sample: OperationSample) throws {
        let conformance = OperationConformance(executors: [ReferenceExecutor()])
        #expect(try conformance.problems(of: sample) == [])
    }
}
