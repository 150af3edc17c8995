// SPDX-License-Identifier: Apache-2.0
import MartletIR
import MartletTensor

/// A window over an image, with everything that a sample of a convolution or pooling needs.
private struct WindowCase: Sendable {
    let image: Shape
    let window: Window
    let features: Int
    let groups: Int

    /// `nil` never happens: the windows below fit their images.
    init?(
        _ image: Shape, _ size: [Int], strides: [Int], dilation: [Int]? = nil,
        padding: Padding = .valid, features: Int = 2, groups: Int = 1
    ) {
        guard
            let window = try? Window(
                size: size, strides: strides, dilation: dilation, padding: padding,
                over: image.spatial),
            (try? window.resultSizes(over: image.spatial)) != nil
        else { return nil }
        (self.image, self.window, self.features, self.groups) = (image, window, features, groups)
    }

    var filters: Shape { Shape(window.size + [image[-1] / groups, features]) }

    /// The shape of the result with `channels` channels.
    func result(_ channels: Int) -> Shape {
        let sizes = (try? window.resultSizes(over: image.spatial)) ?? []
        return Shape([image[0]] + sizes + [channels])
    }
}

extension OperationSamples {
    private static let windows: [WindowCase] = [
        WindowCase([2, 5, 2], [3], strides: [1]),
        WindowCase([1, 6, 2], [2], strides: [2], padding: .same, features: 3),
        WindowCase([1, 7, 1], [3], strides: [1], dilation: [2], features: 1),
        WindowCase([2, 4, 4, 1], [3, 3], strides: [1, 1]),
        WindowCase([1, 4, 5, 2], [2, 3], strides: [2, 1], padding: .same, features: 3),
        WindowCase([1, 4, 4, 2], [2, 2], strides: [2, 2]),
        WindowCase([1, 5, 5, 2], [2, 2], strides: [1, 1], dilation: [2, 3]),
        WindowCase(
            [1, 3, 4, 2], [2, 2], strides: [1, 2],
            padding: .explicit(low: [1, 0], high: [0, 1])),
        WindowCase(
            [1, 4, 4, 4], [3, 3], strides: [1, 1], padding: .same, features: 6, groups: 2),
        WindowCase([2, 3, 3, 3], [1, 1], strides: [1, 1], features: 3, groups: 3),
        WindowCase([0, 3, 3, 2], [2, 2], strides: [1, 1]),
    ].compactMap(\.self)

    /// Enough images for several tiles, and numbers of channels that fill no vector evenly.
    private static let largeWindows: [WindowCase] = [
        WindowCase([5, 11, 12, 3], [3, 3], strides: [1, 1], features: 17),
        WindowCase([5, 9, 10, 16], [3, 3], strides: [1, 1], padding: .same, features: 8),
        WindowCase(
            [5, 12, 11, 4], [2, 3], strides: [2, 1], padding: .same, features: 6, groups: 2),
        WindowCase([6, 13, 12, 2], [2, 2], strides: [2, 2], features: 19),
        WindowCase([5, 90, 3], [5], strides: [2], features: 8),
    ].compactMap(\.self)

    static let convolutions =
        convolutions(on: windows) + wideConvolutions(on: Array(windows.prefix(5)))
    static let poolings = poolings(on: windows)
    static let largeConvolutions =
        convolutions(on: largeWindows) + wideConvolutions(on: Array(largeWindows.prefix(2)))
        + poolings(on: largeWindows)

    /// Sums and results in the wide type of narrow operands.
    private static func wideConvolutions(on windows: [WindowCase]) -> [OperationSample] {
        windows.flatMap { item in
            let result = item.result(item.features)
            return [
                OperationSample([.reals(item.image), .reals(item.filters)]) { dtype in
                    Convolution(
                        window: item.window, groups: item.groups, accumulation: dtype.wide)
                },
                OperationSample([.reals(item.filters), .reals(result)]) { dtype in
                    ConvolutionInputGradient(
                        window: item.window, groups: item.groups, shape: item.image,
                        accumulation: dtype.wide)
                },
                OperationSample([.reals(item.image), .reals(result)]) { dtype in
                    ConvolutionFilterGradient(
                        window: item.window, groups: item.groups, shape: item.filters,
                        accumulation: dtype.wide)
                },
            ]
        }
    }

    private static func convolutions(on windows: [WindowCase]) -> [OperationSample] {
        windows.flatMap { item in
            let result = item.result(item.features)
            return [
                OperationSample(
                    Convolution(window: item.window, groups: item.groups),
                    [.reals(item.image), .reals(item.filters)]),
                OperationSample(
                    ConvolutionInputGradient(
                        window: item.window, groups: item.groups, shape: item.image),
                    [.reals(item.filters), .reals(result)]),
                OperationSample(
                    ConvolutionFilterGradient(
                        window: item.window, groups: item.groups, shape: item.filters),
                    [.reals(item.image), .reals(result)]),
            ]
        }
    }

    private static func poolings(on windows: [WindowCase]) -> [OperationSample] {
        windows.flatMap { item in
            let (image, window) = (item.image, item.window)
            let result = item.result(image[-1])
            return [
                OperationSample(MaxPooling(window: window), [.distinct(image)]),
                OperationSample(
                    MaxPoolingGradient(window: window), [.distinct(image), .reals(result)]),
                OperationSample(
                    MaxPoolingSelection(window: window), [.distinct(image), .reals(image)]),
                OperationSample(AveragePooling(window: window), [.reals(image)]),
                OperationSample(
                    AveragePoolingGradient(window: window, shape: image), [.reals(result)]),
            ]
        }
    }
}
