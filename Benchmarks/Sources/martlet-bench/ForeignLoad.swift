// SPDX-License-Identifier: Apache-2.0
#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// How many cores other processes used: a figure taken while they used many says nothing.
struct ForeignLoad {
    private var start = ForeignLoad.now()

    /// Cores used by others since the last lap; 0 where the system does not tell.
    mutating func lap() -> Double {
        let end = Self.now()
        defer { start = end }
        guard let before = start, let after = end, after.wall > before.wall else { return 0 }
        return max(0, (after.busy - before.busy) / (after.wall - before.wall))
    }

    private static func now() -> (wall: Double, busy: Double)? {
        guard let file = fopen("/proc/stat", "r") else { return nil }
        defer { fclose(file) }
        var line = [CChar](repeating: 0, count: 512)
        guard fgets(&line, 512, file) != nil else { return nil }
        let text = String(
            decoding: line.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        let fields = text.split(separator: " ").dropFirst().prefix(8).compactMap { Double($0) }
        guard fields.count == 8 else { return nil }
        let ticks = Double(sysconf(Int32(_SC_CLK_TCK)))
        let busy = (fields.reduce(0, +) - fields[3] - fields[4]) / ticks
        var usage = rusage()
        getrusage(Self.ownProcess, &usage)
        let own = seconds(usage.ru_utime) + seconds(usage.ru_stime)
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return (Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9, busy - own)
    }

    private static func seconds(_ time: timeval) -> Double {
        Double(time.tv_sec) + Double(time.tv_usec) * 1e-6
    }

    /// glibc declares the constant as an enumeration, the function's parameter as a number.
    #if canImport(Glibc)
        private static let ownProcess = Int32(RUSAGE_SELF.rawValue)
    #else
        private static let ownProcess = RUSAGE_SELF
    #endif

    /// The memory that the process has in RAM now, in MB; 0 where the system does not tell.
    static func currentMemory() -> Double {
        guard let file = fopen("/proc/self/statm", "r") else { return 0 }
        defer { fclose(file) }
        var (total, resident) = (0, 0)
        _ = withUnsafeMutablePointer(to: &total) { total in
            withUnsafeMutablePointer(to: &resident) { resident in
                withVaList([total, resident]) { vfscanf(file, "%ld %ld", $0) }
            }
        }
        return Double(resident * sysconf(Int32(_SC_PAGESIZE))) / 1_048_576
    }

    /// The most memory that the process has had in RAM, in MB.
    static func peakMemory() -> Double {
        var usage = rusage()
        getrusage(Self.ownProcess, &usage)
        #if os(Linux)
            return Double(usage.ru_maxrss) / 1024
        #else
            return Double(usage.ru_maxrss) / 1_048_576
        #endif
    }
}
