// SPDX-License-Identifier: Apache-2.0
import MartletData
import MartletSystem

/// What the processor says of itself.
struct ProcessorDescription {
    /// The name on the box, if the system tells it.
    let name: String?
    /// Those of its features that make networks fast.
    let features: [String]

    private static let interesting = [
        "avx2", "fma", "avx512f", "avx512_vnni", "avx_vnni", "avx512_bf16", "avx512_fp16",
        "amx_bf16", "amx_int8", "asimd", "bf16", "i8mm", "sve", "sve2",
    ]

    /// Asks the system.
    init() {
        #if canImport(Darwin)
            name = Self.systemText("machdep.cpu.brand_string")
            features = []
        #else
            let text = (try? ByteStream("/proc/cpuinfo").rest(upTo: 1 << 16)) ?? []
            self.init(cpuinfo: String(decoding: text, as: UTF8.self))
        #endif
    }

    /// Reads the text that Linux has for the processors.
    init(cpuinfo text: String) {
        var fields: [String: String] = [:]
        for line in text.split(separator: "\n") {
            let parts = line.split(separator: ":", maxSplits: 1)
            guard parts.count == 2 else { continue }
            let key = parts[0].split { $0 == " " || $0 == "\t" }.joined(separator: " ")
            if fields[key] == nil { fields[key] = String(parts[1].drop { $0 == " " }) }
        }
        name = fields["model name"]
        let flags = Set((fields["flags"] ?? fields["Features"] ?? "").split(separator: " "))
        features = Self.interesting.filter { flags.contains(Substring($0)) }
    }

    #if canImport(Darwin)
        private static func systemText(_ key: String) -> String? {
            var size = 0
            guard sysctlbyname(key, nil, &size, nil, 0) == 0, size > 1 else { return nil }
            var bytes = [UInt8](repeating: 0, count: size)
            guard sysctlbyname(key, &bytes, &size, nil, 0) == 0 else { return nil }
            return String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
        }
    #endif
}
