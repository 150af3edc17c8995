// SPDX-License-Identifier: Apache-2.0

/// The processor time that Linux's control groups grant, in processors.
///
/// Source: the kernel's Documentation, `admin-guide/cgroup-v2.rst` and `scheduler/sched-bwc.rst`.
package enum ProcessorQuota {
    /// The smallest quota of the process's groups and of the groups around them; `nil` without a limit.
    package static func smallest(files: (String) -> String?) -> Double? {
        guard let groups = files("/proc/self/cgroup"), let mounts = files("/proc/self/mountinfo")
        else { return nil }
        return folders(groups: groups, mounts: mounts).compactMap { folder in
            if let limit = files("\(folder)/cpu.max") { return quota(max: limit) }
            guard let quota = files("\(folder)/cpu.cfs_quota_us"),
                let period = files("\(folder)/cpu.cfs_period_us")
            else { return nil }
            return self.quota(max: "\(quota) \(period)")
        }.min()
    }

    /// The quota of a line such as `150000 100000`; `nil` for `max` and for -1, which set no limit.
    package static func quota(max line: String) -> Double? {
        let words = line.split { $0.isWhitespace }
        guard words.count == 2, let time = Double(words[0]), let period = Double(words[1]),
            time > 0, period > 0
        else { return nil }
        return time / period
    }

    /// The folders of the process's groups for processor time, and of all groups around them.
    ///
    /// - Parameters:
    ///   - groups: `/proc/self/cgroup`: lines such as `0::/a/b` (version 2) or `4:cpu,cpuacct:/a/b`.
    ///   - mounts: `/proc/self/mountinfo`.
    /// - Returns: Paths, the outermost group's first.
    package static func folders(groups: String, mounts: String) -> [String] {
        groups.split(separator: "\n").flatMap { (line: Substring) -> [String] in
            let fields = line.split(
                separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
            guard fields.count == 3 else { return [] }
            let isUnified = fields[0] == "0" && fields[1].isEmpty
            guard isUnified || fields[1].split(separator: ",").contains("cpu") else { return [] }
            return mounts.split(separator: "\n").flatMap { mount in
                folders(group: String(fields[2]), mount: mount, isUnified: isUnified)
            }
        }
    }

    /// The folders of one group if the line of `mountinfo` mounts its hierarchy.
    private static func folders(group: String, mount: Substring, isUnified: Bool) -> [String] {
        let words = mount.split(separator: " ")
        guard let dash = words.firstIndex(of: "-"), dash >= 6, words.count > dash + 3 else {
            return []
        }
        let isHere =
            isUnified
            ? words[dash + 1] == "cgroup2"
            : words[dash + 1] == "cgroup" && words[dash + 3].split(separator: ",").contains("cpu")
        guard isHere else { return [] }
        // In a container the mount shows a part of the hierarchy, and the group may be told from its root.
        var parts = group.split(separator: "/")
        let root = words[3].split(separator: "/")
        parts = parts.starts(with: root) ? Array(parts.dropFirst(root.count)) : []
        return (0...parts.count).map { count in
            ([String(words[4])] + parts.prefix(count).map(String.init)).joined(separator: "/")
        }
    }
}
