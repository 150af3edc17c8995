// SPDX-License-Identifier: Apache-2.0
import MartletCPU
import MartletIR
import MartletTesting
import Testing

/// What `martlet devices --kernels` lists: no common operation runs its reference kernel, in no element type.
@Suite struct KernelListingTests {
    /// What may, whoever multiplies: second derivatives of max pooling, and truth values that are added up.
    static let slow: Set<String> = [
        "max_pooling_selection float16", "max_pooling_selection bfloat16",
        "max_pooling_selection float32", "max_pooling_selection float64", "scatter_add bool",
        "scatter_along_add bool",
    ]
    /// Operations whose bodies are graphs have engines of their own.
    static let regions: Set<String> = ["scan", "while", "branch", "call", "barrier"]

    @Test(arguments: TestedEngine.providers)
    func onlyTheseRunTheirReference(provider: CPUOptions.Provider) throws {
        var options = CPUOptions()
        options.provider = provider
        let listing = try KernelListing(CPUExecutor(threads: 1, options: options))
        let slow = listing.entries.filter {
            $0.kernel.contains("reference") && !Self.regions.contains($0.operation)
        }
        #expect(Set(slow.map { "\($0.operation) \($0.operand)" }) == Self.slow)
        #expect(Set(listing.entries.map(\.operation)).count > 60)
        for dtype in [DType.float16, .bfloat16, .float32, .float64, .int8, .int64] {
            for operation in ["matmul", "sum", "max_pooling", "take", "scatter_add"] {
                #expect(
                    listing.entries.contains { $0.operation == operation && $0.operand == dtype },
                    "\(operation) \(dtype)")
            }
        }
    }

    @Test func attentionIsTakenWhole() throws {
        let listing = try KernelListing(CPUExecutor(threads: 1))
        for name in ["scaled_dot_product_attention", "scaled_dot_product_attention_gradient"] {
            let entry = try #require(
                listing.entries.first { $0.operation == name && $0.operand == .float32 })
            #expect(entry.description == "\(name) float32: attention")
        }
    }

    @Test func stepsOfRecurrentCellsAreTakenWhole() throws {
        let listing = try KernelListing(CPUExecutor(threads: 1))
        for name in ["lstm_cell", "lstm_cell_gradient"] {
            let entry = try #require(
                listing.entries.first { $0.operation == name && $0.operand == .float32 })
            #expect(entry.description == "\(name) float32: recurrent")
        }
    }

    @Test func aNarrowTypeWithInstructionsUsesThem() throws {
        var options = CPUOptions()
        options.provider = .builtIn
        let listing = try KernelListing(CPUExecutor(threads: 1, options: options))
        let wide = try #require(
            listing.entries.first {
                $0.operation == "matmul" && $0.operand == .bfloat16 && $0.result == .float32
            })
        #expect(wide.description.hasPrefix("matmul bfloat16 -> float32: built-in "))
        #expect(!wide.kernel.contains("converted"))
        let bytes = try #require(
            listing.entries.first { $0.operation == "matmul" && $0.operand == .int8 })
        #expect(bytes.result == .int32)
        #expect(!bytes.kernel.contains("converted"))
    }
}
