// SPDX-License-Identifier: Apache-2.0
import MartletCPU
import Testing

@Suite struct ProcessorCountTests {
    static let unified = "30 23 0:28 / /sys/fs/cgroup rw,nosuid - cgroup2 cgroup2 rw"
    static let separate = """
        31 23 0:28 / /sys/fs/cgroup rw - tmpfs tmpfs rw
        32 31 0:29 /docker/1 /sys/fs/cgroup/cpu,cpuacct rw - cgroup cgroup rw,cpu,cpuacct
        33 31 0:30 /docker/1 /sys/fs/cgroup/memory rw - cgroup cgroup rw,memory
        """

    @Test(arguments: [("0-3,8", 5), ("0", 1), ("2-2", 1), ("0-63,128-191", 128)])
    func affinityIsCounted(list: String, count: Int) {
        let status = "Name:\tmartlet\nCpus_allowed:\tff\nCpus_allowed_list:\t\(list)\nMems:\t1\n"
        #expect(ProcessorCount.allowedCount(status: status) == count)
    }

    @Test(arguments: ["", "Name:\tmartlet\n", "Cpus_allowed_list:\tnone\n", "Cpus_allowed_list:\t"])
    func whatIsNotAListIsNoLimit(status: String) {
        #expect(ProcessorCount.allowedCount(status: status) == nil)
    }

    @Test func quotasAreInProcessors() {
        #expect(ProcessorQuota.quota(max: "150000 100000\n") == 1.5)
        #expect(ProcessorQuota.quota(max: "50000 100000") == 0.5)
        for text in ["max 100000\n", "-1\n 100000\n", "", "100000", "0 0", "a b"] {
            #expect(ProcessorQuota.quota(max: text) == nil, "\(text)")
        }
    }

    @Test func foldersGoFromTheMountToTheGroup() {
        #expect(
            ProcessorQuota.folders(groups: "0::/user/job\n", mounts: Self.unified) == [
                "/sys/fs/cgroup", "/sys/fs/cgroup/user", "/sys/fs/cgroup/user/job",
            ])
    }

    @Test func aContainerSeesItsPartOfTheHierarchy() {
        let folder = "/sys/fs/cgroup/cpu,cpuacct"
        for (group, folders) in [
            ("/docker/1/job", [folder, folder + "/job"]), ("/docker/1", [folder]), ("/", [folder]),
        ] {
            let groups = "5:memory:/docker/1\n4:cpu,cpuacct:\(group)\n0::/\n"
            #expect(ProcessorQuota.folders(groups: groups, mounts: Self.separate) == folders)
        }
    }

    @Test func theSmallestLimitCounts() {
        var files = [
            "/proc/self/status": "Cpus_allowed_list:\t0-5\n", "/proc/self/cgroup": "0::/a/b\n",
            "/proc/self/mountinfo": Self.unified, "/sys/fs/cgroup/a/cpu.max": "350000 100000\n",
            "/sys/fs/cgroup/a/b/cpu.max": "max 100000\n",
        ]
        func count(_ online: Int) -> Int { ProcessorCount.count(online: online) { files[$0] } }
        #expect(count(8) == 3)
        #expect(count(2) == 2)
        files["/sys/fs/cgroup/a/cpu.max"] = "20000 100000\n"
        #expect(count(8) == 1)
        files["/sys/fs/cgroup/a/cpu.max"] = nil
        #expect(count(8) == 6)
        files = [:]
        #expect(count(8) == 8)
    }

    @Test func theOlderHierarchyHasTwoFiles() {
        let files = [
            "/proc/self/cgroup": "4:cpu,cpuacct:/docker/1\n",
            "/proc/self/mountinfo": Self.separate,
            "/sys/fs/cgroup/cpu,cpuacct/cpu.cfs_quota_us": "200000\n",
            "/sys/fs/cgroup/cpu,cpuacct/cpu.cfs_period_us": "100000\n",
        ]
        #expect(ProcessorCount.count(online: 8) { files[$0] } == 2)
    }
}
