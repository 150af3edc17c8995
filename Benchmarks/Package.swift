// swift-tools-version: 6.2
// SPDX-License-Identifier: Apache-2.0
import PackageDescription

let package = Package(
    name: "benchmarks",
    platforms: [.macOS(.v15)],
    dependencies: [
        .package(name: "martlet", path: ".."),
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    ],
    targets: [
        .target(name: "CMallocCount"),
        .executableTarget(
            name: "martlet-bench",
            dependencies: [
                "CMallocCount",
                .product(name: "Martlet", package: "martlet"),
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ]),
    ]
)
