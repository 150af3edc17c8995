// SPDX-License-Identifier: Apache-2.0
public import MartletFormats
public import MartletTensor

/// How a metric is calculated: what ``Metric`` stands for where files hold it.
///
/// Write your own as a struct with a ``MartletFormats/Configurable/schema``; `Metric(MyRule())` is given to `compile`, and its class to
/// ``Model/init(contentsOf:custom:)``.
public protocol MetricRule: Configurable {
    /// From predictions `[batch, …]` and targets to one number per example.
    func values(_ predictions: Tensor, _ targets: Tensor) -> Tensor
}
