// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import MartletCLI

@Suite struct ProcessorDescriptionTests {
    @Test func readsAnX86() {
        let text =
            "processor\t: 0\nmodel name\t: Fast One\nflags\t\t: fpu avx2 fma avx512f\n\nprocessor\t: 1\n"
        let processor = ProcessorDescription(cpuinfo: text)
        #expect(processor.name == "Fast One")
        #expect(processor.features == ["avx2", "fma", "avx512f"])
    }

    @Test func readsAnARM() {
        #expect(
            ProcessorDescription(cpuinfo: "Features\t: fp asimd bf16\n").features == [
                "asimd", "bf16",
            ])
    }

    @Test func nothingIsNothing() { #expect(ProcessorDescription(cpuinfo: "").features.isEmpty) }
}
