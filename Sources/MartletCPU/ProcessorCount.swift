// SPDX-License-Identifier: Apache-2.0
private import MartletSystem

/// How many processors this process may use: those at work in the machine, less what its affinity and
/// the quotas of its control groups leave out.
package enum ProcessorCount {
    /// Found out once per process.
    package static let available = count(
        online: Int(sysconf(Int32(_SC_NPROCESSORS_ONLN))), files: SystemFile.text(of:))

    /// The count for a machine with `online` processors, whose files `files` reads.
    package static func count(online: Int, files: (String) -> String?) -> Int {
        var count = online
        if let status = files("/proc/self/status"), let allowed = allowedCount(status: status) {
            count = min(count, allowed)
        }
        if let quota = ProcessorQuota.smallest(files: files) {
            // Rounded down: a thread more is stopped for a part of every period, and the others wait for it.
            count = min(count, Int(min(quota, Double(online))))
        }
        return max(1, count)
    }

    /// The processors of the line `Cpus_allowed_list`, such as `0-3,8`.
    package static func allowedCount(status: String) -> Int? {
        let name = "Cpus_allowed_list:"
        guard let line = status.split(separator: "\n").first(where: { $0.hasPrefix(name) })
        else { return nil }
        var count = 0
        for range in line.dropFirst(name.count).split(separator: ",") {
            let ends = range.split(separator: "-").map { Int($0.filter { !$0.isWhitespace }) }
            guard let first = ends.first ?? nil, let last = ends.last ?? nil, first <= last,
                ends.count <= 2
            else { return nil }
            count += last - first + 1
        }
        return count > 0 ? count : nil
    }
}
