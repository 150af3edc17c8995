// SPDX-License-Identifier: Apache-2.0
import CKernels
import MartletIR
import MartletTensor

extension CKWindow {
    /// A window over images as the kernels see it: with depth, height and width, of size 1 where there are fewer axes.
    init(_ window: Window, image: Shape, result: Shape) {
        self.init()
        func stored<Tuple>(_ numbers: [Int], _ neutral: Int, in tuple: inout Tuple) {
            store([Int](repeating: neutral, count: 3 - numbers.count) + numbers, in: &tuple)
        }
        batch = Int64(image[0])
        stored(image.spatial, 1, in: &self.image)
        stored(result.spatial, 1, in: &self.result)
        stored(window.size, 1, in: &size)
        stored(window.strides, 1, in: &strides)
        stored(window.dilation, 1, in: &dilation)
        stored(window.low, 0, in: &low)
    }
}
