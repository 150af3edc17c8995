// swift-tools-version: 6.2
// SPDX-License-Identifier: Apache-2.0
import PackageDescription

/// Warnings are errors where the project is judged; elsewhere a newer compiler must not break a build.
let isStrict = Context.environment["CI"] != nil

let swiftSettings: [SwiftSetting] =
    [
        .enableUpcomingFeature("ExistentialAny"),
        .enableUpcomingFeature("MemberImportVisibility"),
        .enableUpcomingFeature("InternalImportsByDefault"),
    ] + (isStrict ? [.treatAllWarnings(as: .error)] : [])

let argumentParser = Target.Dependency.product(
    name: "ArgumentParser", package: "swift-argument-parser")

func module(_ name: String, _ dependencies: [Target.Dependency], resources: [Resource] = [])
    -> Target
{
    .target(
        name: name, dependencies: dependencies, resources: resources, swiftSettings: swiftSettings)
}

func tests(_ module: String, _ dependencies: [Target.Dependency] = []) -> Target {
    .testTarget(
        name: module + "Tests",
        dependencies: [.byName(name: module), "MartletTesting"] + dependencies,
        swiftSettings: swiftSettings)
}

let package = Package(
    name: "martlet",
    platforms: [.macOS(.v15)],
    products: [
        .library(name: "Martlet", targets: ["Martlet"]),
        .library(name: "MartletTesting", targets: ["MartletTesting"]),
        .executable(name: "martlet", targets: ["MartletCLI"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
    ],
    targets: [
        // A module may depend only on modules above it in this list: scripts/lint-dependencies.
        .target(name: "COneDNN"),
        .target(name: "CZlib"),
        .target(name: "CDigits", exclude: ["LICENSE-DATA.md", "digits.txt"]),
        .target(name: "CKernels", linkerSettings: [.linkedLibrary("m")]),
        module("MartletSystem", []),
        module("MartletIR", ["MartletSystem"]),
        module("MartletTensor", ["MartletSystem", "MartletIR"]),
        module("MartletCompiler", ["MartletSystem", "MartletIR", "MartletTensor"]),
        module("MartletReference", ["MartletIR", "MartletTensor", "MartletCompiler"]),
        module(
            "MartletCPU",
            [
                "COneDNN", "CKernels", "MartletSystem", "MartletIR", "MartletTensor",
                "MartletCompiler",
            ]),
        module(
            "MartletRuntime",
            [
                "CKernels", "MartletSystem", "MartletIR", "MartletTensor", "MartletCompiler",
                "MartletReference", "MartletCPU",
            ]),
        module(
            "MartletData",
            ["CZlib", "CDigits", "CKernels", "MartletSystem", "MartletIR", "MartletTensor"]),
        module("MartletFormats", ["MartletIR", "MartletTensor", "MartletData"]),
        module("MartletNN", ["MartletSystem", "MartletIR", "MartletTensor", "MartletFormats"]),
        module(
            "MartletTrain",
            [
                "MartletIR", "MartletTensor", "MartletCompiler", "MartletRuntime", "MartletNN",
                "MartletData", "MartletFormats",
            ]),
        module(
            "MartletTesting",
            [
                "MartletSystem", "MartletIR", "MartletTensor", "MartletCompiler",
                "MartletReference", "MartletCPU", "MartletRuntime", "MartletData", "MartletFormats",
            ]),
        module(
            "Martlet",
            [
                "MartletIR", "MartletTensor", "MartletCompiler", "MartletRuntime", "MartletNN",
                "MartletData", "MartletFormats", "MartletTrain",
            ]),
        .executableTarget(
            name: "MartletCLI",
            dependencies: [
                "MartletSystem", "MartletTensor", "MartletNN", "MartletData", "MartletFormats",
                "MartletTesting", "Martlet", "Yams", argumentParser,
            ],
            resources: [
                .embedInCode("Specifications"), .embedInCode("Installation/install-onednn.sh"),
            ], swiftSettings: swiftSettings),

        .testTarget(
            name: "COneDNNTests", dependencies: ["COneDNN"], exclude: ["abi_check.c"],
            swiftSettings: swiftSettings),
        .testTarget(
            name: "CKernelsTests", dependencies: ["CKernels"], swiftSettings: swiftSettings),
        tests("MartletIR"),
        tests(
            "MartletTensor",
            ["MartletSystem", "MartletIR", "MartletCompiler", "MartletRuntime", "MartletFormats"]),
        tests(
            "MartletCompiler",
            ["MartletIR", "MartletTensor", "MartletReference", "MartletRuntime", "MartletFormats"]),
        tests("MartletReference", ["MartletIR", "MartletTensor", "MartletCompiler"]),
        tests(
            "MartletCPU",
            [
                "CKernels", "MartletIR", "MartletTensor", "MartletCompiler", "MartletReference",
                "MartletRuntime", "MartletFormats", "MartletNN", "MartletTrain", "MartletData",
            ]),
        tests(
            "MartletRuntime", ["MartletIR", "MartletTensor", "MartletCompiler", "MartletReference"]),
        tests("MartletData", ["MartletSystem", "MartletIR"]),
        tests("MartletFormats", ["MartletIR", "MartletData"]),
        tests(
            "MartletNN",
            [
                "MartletSystem", "MartletIR", "MartletTensor", "MartletCompiler", "MartletRuntime",
                "MartletFormats",
            ]),
        tests(
            "MartletTrain",
            [
                "MartletIR", "MartletTensor", "MartletCompiler", "MartletReference",
                "MartletRuntime",
                "MartletNN", "MartletData", "MartletFormats",
            ]),
        .testTarget(
            name: "MartletCLITests",
            dependencies: [
                "MartletCLI", "Martlet", "MartletTesting", "MartletIR", "MartletData",
                "MartletFormats",
            ], swiftSettings: swiftSettings),
    ]
)
