// SPDX-License-Identifier: Apache-2.0
#if canImport(Glibc)
    import MartletSystem

    /// The memory that this process has in use.
    package enum ResidentMemory {
        /// Bytes that are resident now; `nil` if the system does not say.
        package static var byteCount: Int? {
            guard let file = fopen("/proc/self/statm", "r") else { return nil }
            defer { fclose(file) }
            var line = [CChar](repeating: 0, count: 256)
            guard fgets(&line, 256, file) != nil else { return nil }
            let text = String(decoding: line.prefix { $0 != 0 }.map(UInt8.init), as: UTF8.self)
            let pages = text.split(separator: " ").dropFirst().first.flatMap { Int($0) }
            return pages.map { $0 * Int(getpagesize()) }
        }
    }
#endif
