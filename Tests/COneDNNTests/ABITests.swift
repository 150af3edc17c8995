// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing

/// Our declarations against oneDNN's own headers, where those are: in `.deps/onednn/include`.
@Suite struct ABITests {
    static let root = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    static let headers = root.appending(path: ".deps/onednn/include")
    static var hasHeaders: Bool {
        FileManager.default.fileExists(atPath: headers.path + "/oneapi/dnnl/dnnl.h")
    }

    @Test(.enabled(if: hasHeaders, "needs oneDNN's headers in .deps/onednn/include"))
    func declarationsAgreeWithTheHeaders() throws {
        let sources = Self.root.appending(path: "Sources/COneDNN").path
        let compiler = Process()
        let output = Pipe()
        compiler.executableURL = URL(filePath: "/usr/bin/env")
        compiler.arguments = [
            "clang", "-std=c11", "-fsyntax-only", "-I\(Self.headers.path)", "-I\(sources)",
            "-I\(sources)/include", Self.root.path + "/Tests/COneDNNTests/abi_check.c",
        ]
        compiler.standardError = output
        try compiler.run()
        let text = output.fileHandleForReading.readDataToEndOfFile()
        compiler.waitUntilExit()
        #expect(compiler.terminationStatus == 0, "\(String(decoding: text, as: UTF8.self))")
    }
}
