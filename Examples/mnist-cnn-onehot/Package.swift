// swift-tools-version: 6.2
// SPDX-License-Identifier: Apache-2.0
import PackageDescription

let package = Package(
    name: "mnist-cnn-onehot",
    platforms: [.macOS(.v15)],
    dependencies: [.package(name: "martlet", path: "../..")],
    targets: [
        .executableTarget(
            name: "mnist-cnn-onehot", dependencies: [.product(name: "Martlet", package: "martlet")])
    ]
)
