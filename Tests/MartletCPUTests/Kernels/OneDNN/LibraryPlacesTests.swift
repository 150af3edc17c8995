// SPDX-License-Identifier: Apache-2.0
import MartletCPU
import Testing

@Suite struct LibraryPlacesTests {
    private func folders(_ executable: String?, _ environment: [String: String] = [:]) -> [String] {
        LibraryPlaces(environment: { environment[$0] }, executable: executable).folders
            .filter { !$0.hasPrefix("/opt/homebrew") && !$0.hasPrefix("/usr/local") }
    }

    @Test func whatTheUserNamesComesAlone() {
        let named = LibraryPlaces(
            environment: { ["MARTLET_ONEDNN": "/a/b"][$0] }, executable: "/c/d")
        #expect(named.chosen == "/a/b")
        let empty = LibraryPlaces(environment: { ["MARTLET_ONEDNN": ""][$0] }, executable: "/c/d")
        #expect(empty.chosen == nil)
    }

    @Test func aProgramLooksBesideItself() {
        #expect(folders("/opt/app/bin/martlet") == ["/opt/app/bin"])
        #expect(folders("/martlet") == ["/"])
        #expect(folders(nil) == [])
    }

    @Test func aBuiltProgramLooksBesideItsBuildFolder() {
        for build in [".build", ".build-examples"] {
            let folder = "/home/me/app/\(build)/x86_64-unknown-linux-gnu/debug"
            #expect(folders("\(folder)/app") == [folder, "/home/me/app/.deps/onednn/lib"])
        }
        // A name that only begins alike is a folder of somebody else's.
        #expect(folders("/tmp/.builder/x/app") == ["/tmp/.builder/x"])
    }

    @Test func theUsersFolderComesAfterTheProgram() {
        #if os(macOS)
            let own = "/home/me/Library/Application Support/martlet/lib"
        #else
            let own = "/home/me/.local/share/martlet/lib"
            #expect(
                folders("/a/b", ["HOME": "/home/me", "XDG_DATA_HOME": "/data"])
                    == ["/a", "/data/martlet/lib"])
        #endif
        #expect(folders("/a/b", ["HOME": "/home/me"]) == ["/a", own])
        #expect(folders("/a/b", ["HOME": "/home/me", "XDG_DATA_HOME": "x"]) == ["/a", own])
        #expect(folders("/a/b", ["HOME": "here"]) == ["/a"])
    }
}
