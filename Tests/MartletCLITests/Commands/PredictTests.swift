// SPDX-License-Identifier: Apache-2.0
import Martlet
import MartletTesting
import Testing

@Suite struct PredictTests {
    @Test func aPictureIsResizedAndScaledAsInTraining() throws {
        let folder = TemporaryFolder()
        let training = try MartletProcess(
            ["train", "digits-cnn", "--epochs", "6", "--output", "run"], in: folder)
        #expect(training.status == 0, "\(training.errors)")
        let digits = try Dataset.digits()
        let labels = try digits.labels()
        var right = 0
        for example in 0..<10 {
            let pixels = digits.inputs[0].values.doubles[example * 64..<(example + 1) * 64]
            try folder.write(Self.picture(Array(pixels), enlarged: 3), to: "d.pgm")
            let run = try MartletProcess(["predict", "run", "d.pgm", "--json"], in: folder)
            #expect(run.status == 0, "\(run.errors)")
            if try run.objects().first?["index"]?.int == labels[example] { right += 1 }
        }
        #expect(right >= 8)
    }

    /// A picture of 8 × 8 pixels of 0…16, each as a square of pixels of 0…255.
    private static func picture(_ pixels: [Double], enlarged times: Int) -> [UInt8] {
        var bytes = Array("P5\n\(8 * times) \(8 * times)\n255\n".utf8)
        for y in 0..<8 * times {
            for x in 0..<8 * times {
                bytes.append(UInt8(min(255, pixels[y / times * 8 + x / times] * 255 / 16)))
            }
        }
        return bytes
    }

    @Test func tablesAndArraysHaveAnExamplePerRow() throws {
        let model = try TrainedModel()
        try model.folder.write("0,0,0,0\n1,1,1,1\n", to: "x.csv")
        try NumPy.write(
            HostTensor([0, 0, 0, 0, 1, 1, 1, 1], shape: [2, 4]), to: model.folder.file("x.npy"))
        let runs = try ["x.csv", "x.npy"].map {
            try MartletProcess(["predict", "run", $0, "--json"], in: model.folder)
        }
        let outputs = try runs.map { try $0.objects().map { $0["outputs"] } }
        #expect(outputs[0].count == 2)
        #expect(outputs[0] == outputs[1])
        let text = try MartletProcess(["predict", "run", "x.csv"], in: model.folder).output
        #expect(text.split(separator: "\n").count == 2)
        #expect(text.contains(" %"))
    }
}
