// SPDX-License-Identifier: Apache-2.0
import MartletTesting

/// A folder with a small model that the command trained, in `run`.
struct TrainedModel {
    let folder = TemporaryFolder()
    let training: MartletProcess

    init(_ specification: SmallSpecification = SmallSpecification(), _ options: [String] = [])
        throws
    {
        try folder.write(specification.text, to: "a.yaml")
        training = try MartletProcess(
            ["train", "a.yaml", "--output", "run"] + options, in: folder)
    }

    /// The bytes of the model's file.
    static func bytes() throws -> [UInt8] {
        let model = try TrainedModel()
        return try model.folder.bytes("run/model.safetensors")
    }
}
