// SPDX-License-Identifier: Apache-2.0
public import MartletIR

extension Features {
    /// The examples in a file, in the shape that a network takes.
    ///
    /// What the file is, its first bytes tell:
    /// - a picture (PNG, PGM, PPM): one example. It is turned gray or coloured, and resized, as the shape
    ///   `[height, width, channels]`, `[height, width]` or `[height · width]` (a square) demands; read as 0…1;
    /// - an array (`.npy`): one example, or several along its first axis;
    /// - a table (CSV): an example per line.
    ///
    /// - Parameters:
    ///   - path: The file.
    ///   - exampleShape: The shape of one example.
    ///   - invertingPictures: Takes the negative of a picture: for dark strokes on a light ground.
    /// - Throws: ``DataError`` if the file cannot be read, does not fit the shape, or holds what is not a
    ///   finite number.
    public init(
        contentsOf path: String, exampleShape: Shape, invertingPictures: Bool = false
    ) throws {
        let start = try ByteStream(path).rest(upTo: 8)
        self = try naming(path) {
            if start.starts(with: PNG.signature) || Netpbm.isPicture(start) {
                let picture = try Picture(contentsOf: path)
                return try Features(
                    invertingPictures ? picture.inverted() : picture, exampleShape: exampleShape)
            }
            if start.starts(with: NumPy.magic) {
                return try Features(array: NumPy.read(path), exampleShape: exampleShape)
            }
            return try Features(table: CSVTable(contentsOf: path), exampleShape: exampleShape)
        }
    }

    /// One example: the picture, with the size and the channels that `exampleShape` has, read as 0…1.
    ///
    /// - Throws: ``DataError`` if `exampleShape` is not that of a picture.
    public init(_ picture: Picture, exampleShape: Shape) throws {
        let side = Int(Double(exampleShape.count).squareRoot().rounded())
        let sizes: [Int] =
            switch exampleShape.rank {
            case 3: exampleShape.sizes
            case 2: exampleShape.sizes + [1]
            case 1 where side * side == exampleShape.count: [side, side, 1]
            default: []
            }
        guard sizes.count == 3, sizes[2] == 1 || sizes[2] == 3 else {
            throw DataError(
                .shapeMismatch, "a picture cannot become an example of shape \(exampleShape)",
                hint: "shapes of pictures are [height, width, 1] and [height, width, 3]")
        }
        let converted = sizes[2] == 1 ? picture.grayscale() : picture.colored()
        let pixels = try converted.resized(width: sizes[1], height: sizes[0]).tensor
        self.init(pixels.reshaped(to: Shape([1] + exampleShape.sizes)), scale: 1 / 255)
    }

    private init(array: HostTensor, exampleShape: Shape) throws {
        let sizes = array.shape == exampleShape ? [1] + array.shape.sizes : array.shape.sizes
        guard sizes.count == exampleShape.rank + 1, Array(sizes.dropFirst()) == exampleShape.sizes
        else {
            throw DataError(
                .shapeMismatch,
                "the array has shape \(array.shape), but an example has \(exampleShape)",
                hint: "save it with shape \(exampleShape), or [examples] before that")
        }
        if let (index, value) = array.firstNonFinite() {
            throw DataError(.invalidValue, "the array holds \(value), at element \(index)")
        }
        self.init(array.reshaped(to: Shape(sizes)))
    }

    private init(table: CSVTable, exampleShape: Shape) throws {
        let width = table.columnNames.count
        guard width == exampleShape.count else {
            throw DataError(
                .shapeMismatch,
                "the table has \(width) columns, but an example of shape \(exampleShape) has "
                    + "\(exampleShape.count) numbers",
                hint: width == exampleShape.count + 1 ? "leave the column with the answer out" : nil
            )
        }
        let features = try table.dataset(target: nil).inputs[0]
        self.init(features.values.reshaped(to: Shape([features.count] + exampleShape.sizes)))
    }
}
