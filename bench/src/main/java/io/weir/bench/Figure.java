package io.weir.bench;

import java.util.OptionalDouble;

/**
 * One measured number.
 *
 * @param bench the name of the benchmark, e.g. {@code connect}
 * @param row the situation, e.g. {@code services=10000}
 * @param variant what ran: {@code direct}, {@code weir}
 * @param metric e.g. {@code rr_p50}
 * @param unit of {@code value}
 * @param ratioToDirect {@code value} in terms of that of the variant {@code direct}, where there is
 *     one
 */
record Figure(
    String bench,
    String row,
    String variant,
    String metric,
    double value,
    String unit,
    OptionalDouble ratioToDirect) {}
