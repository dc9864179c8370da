package io.weir.agent.answer;

import io.weir.service.compile.Frontend;
import io.weir.values.IpPrefix;
import java.util.List;

/** A frontend as the CLI shows it. */
record FrontendText(String kind, String address, List<String> sourceRanges) {
  static FrontendText of(Frontend frontend) {
    return switch (frontend) {
      case Frontend.ClusterIp f -> new FrontendText("ClusterIP", f.address().toString(), List.of());
      case Frontend.NodePort f -> new FrontendText("NodePort", "*:" + f.port(), List.of());
      case Frontend.ExternalIp f ->
          new FrontendText("ExternalIP", f.address().toString(), List.of());
      case Frontend.LoadBalancerIp f ->
          new FrontendText(
              "LoadBalancerIP",
              f.address().toString(),
              f.sourceRanges().stream().map(IpPrefix::toString).toList());
    };
  }
}
