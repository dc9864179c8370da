/** What a sandbox has on the machine besides its network: cgroups and files. */
package io.weir.sandbox.host;
