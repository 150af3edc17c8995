// SPDX-License-Identifier: Apache-2.0

/// Samples of every operation in the catalogue, one file for each family.
package enum OperationSamples {
    package static let all: [OperationSample] =
        sources + arithmetic + comparisons + functions + markers + reductions + shapes + gathers
        + linear + convolutions + poolings + random + regions + composites
}
