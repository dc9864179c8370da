package io.weir.sandbox.controller;

import java.util.List;
import java.util.Random;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Kubernetes objects for tests, written as JSON with single quotes. */
final class Objects {
  static final JsonMapper MAPPER = new JsonMapper();

  private Objects() {}

  static ObjectNode json(String text) {
    return (ObjectNode) MAPPER.readTree(text.replace('\'', '"'));
  }

  static ObjectNode node(String name, String zone) {
    return json(
        "{'metadata':{'name':'%s','labels':{'kubernetes.io/hostname':'%s','topology.kubernetes.io/zone':'%s'}}}"
            .formatted(name, name, zone));
  }

  /** A running, ready pod with label app=web, both families and a port named http. */
  static ObjectNode pod(String name, String node, int host) {
    return json(
        """
        {'metadata':{'name':'%1$s','namespace':'default','uid':'uid-%1$s','labels':{'app':'web'}},
         'spec':{'nodeName':'%2$s','containers':[{'ports':[{'name':'http','containerPort':8080}]}]},
         'status':{'phase':'Running','podIPs':[{'ip':'10.244.1.%3$d'},{'ip':'fd00:10:244:1::%3$d'}],
                   'conditions':[{'type':'Ready','status':'True'}]}}
        """
            .formatted(name, node, host));
  }

  static ObjectNode unready(ObjectNode pod) {
    ((ObjectNode) Json.items(pod, "status/conditions").getFirst()).put("status", "False");
    return pod;
  }

  static ObjectNode deleting(ObjectNode pod) {
    pod.withObject("/metadata").put("deletionTimestamp", "2026-01-01T00:00:00Z");
    return pod;
  }

  /** A Service selecting app=web, port 80 to http, with more members of its spec. */
  static ObjectNode service(String spec) {
    return json(
        """
        {'apiVersion':'v1','kind':'Service',
         'metadata':{'name':'web','namespace':'default','uid':'s1','labels':{'team':'blue'}},
         'spec':{'selector':{'app':'web'},'clusterIP':'10.96.0.5','ipFamilies':['IPv4'],
                 'ports':[{'port':80,'targetPort':'http'}]%s}}
        """
            .formatted(spec.isEmpty() ? "" : "," + spec));
  }

  /** A Deployment of app=web with a uid of its own. */
  static ObjectNode deployment(int replicas, String image) {
    return json(
        """
        {'apiVersion':'apps/v1','kind':'Deployment',
         'metadata':{'name':'web','namespace':'default','uid':'d1','generation':3},
         'spec':{'replicas':%d,'template':{'metadata':{'labels':{'app':'web'}},
                 'spec':{'containers':[{'image':'%s'}]}}}}
        """
            .formatted(replicas, image));
  }

  static Random random() {
    return new Random(7);
  }

  static List<String> names(List<ObjectNode> objects) {
    return objects.stream().map(Json::name).toList();
  }
}
