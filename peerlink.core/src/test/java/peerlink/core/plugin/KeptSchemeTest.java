package peerlink.core.plugin;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.reflect.Method;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import peerlink.api.Carrier;
import peerlink.api.Discovery;
import peerlink.api.Transport;

class KeptSchemeTest {
    @Test
    void everyMethodOfAServiceIsHandedOn() {
        Map<Class<?>, Class<?>> wrappers =
                Map.of(
                        Transport.class,
                        KeptScheme.OfTransport.class,
                        Carrier.class,
                        KeptScheme.OfCarrier.class,
                        Discovery.class,
                        KeptScheme.OfDiscovery.class);
        wrappers.forEach(
                (service, wrapper) -> {
                    List<Method> missing =
                            Stream.of(service.getMethods())
                                    .filter(method -> !isDeclared(wrapper, method))
                                    .toList();
                    assertEquals(List.of(), missing, "a default method hides the plugin's own");
                });
    }

    private static boolean isDeclared(Class<?> wrapper, Method method) {
        return Stream.of(wrapper.getDeclaredMethods())
                .anyMatch(
                        own ->
                                own.getName().equals(method.getName())
                                        && List.of(own.getParameterTypes())
                                                .equals(List.of(method.getParameterTypes())));
    }
}
