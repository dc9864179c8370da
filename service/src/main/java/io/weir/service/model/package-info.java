/**
 * Facts about Services, EndpointSlices and our node, and the values read from them.
 *
 * <p>Lives here: records, enums and sealed interfaces, valid once they exist; the {@code *Facts}
 * records alone hold what the API server said, unjudged. May import the JDK only, and of it nothing
 * that reads files, clocks or the network. Nothing here has state: every value is immutable.
 */
package io.weir.service.model;
