package dev.weft.bench;

import com.sun.management.GarbageCollectionNotificationInfo;
import com.sun.management.GcInfo;
import com.sun.tools.attach.AttachNotSupportedException;
import com.sun.tools.attach.VirtualMachine;
import java.io.IOException;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import javax.management.ListenerNotFoundException;
import javax.management.MBeanServerConnection;
import javax.management.NotificationEmitter;
import javax.management.NotificationListener;
import javax.management.openmbean.CompositeData;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;

/// Watches how much heap is left in use by the collections of a process.
final class HeapUse implements AutoCloseable {
    private final AtomicLong most = new AtomicLong();
    private final NotificationListener listener =
            (notification, _) -> note(notification.getUserData());
    private final List<GarbageCollectorMXBean> collectors;
    private final MemoryMXBean memory;
    private final Set<String> heapPools;
    private final Optional<JMXConnector> connector;

    private HeapUse(MBeanServerConnection process, Optional<JMXConnector> connector)
            throws IOException {
        this.connector = connector;
        collectors =
                List.copyOf(
                        ManagementFactory.getPlatformMXBeans(
                                process, GarbageCollectorMXBean.class));
        memory = ManagementFactory.getPlatformMXBean(process, MemoryMXBean.class);
        heapPools =
                ManagementFactory.getPlatformMXBeans(process, MemoryPoolMXBean.class).stream()
                        .filter(pool -> pool.getType() == MemoryType.HEAP)
                        .map(MemoryPoolMXBean::getName)
                        .collect(Collectors.toSet());
        for (GarbageCollectorMXBean collector : collectors) {
            ((NotificationEmitter) collector).addNotificationListener(listener, null, null);
        }
    }

    static HeapUse ofThisProcess() throws IOException {
        return new HeapUse(ManagementFactory.getPlatformMBeanServer(), Optional.empty());
    }

    /// @throws IOException if it is no JVM of this user, or ends
    @SuppressWarnings("BanJNDI") // the address of its agent, which listens on this machine alone
    static HeapUse of(ProcessHandle process) throws IOException {
        try {
            VirtualMachine machine = VirtualMachine.attach(Long.toString(process.pid()));
            try {
                JMXConnector connector =
                        JMXConnectorFactory.connect(
                                new JMXServiceURL(machine.startLocalManagementAgent()));
                return new HeapUse(connector.getMBeanServerConnection(), Optional.of(connector));
            } finally {
                machine.detach();
            }
        } catch (AttachNotSupportedException e) {
            throw new IOException("process %d cannot be watched".formatted(process.pid()), e);
        }
    }

    private void note(Object data) {
        GcInfo info = GarbageCollectionNotificationInfo.from((CompositeData) data).getGcInfo();
        long used = 0;
        for (Map.Entry<String, MemoryUsage> pool : info.getMemoryUsageAfterGc().entrySet()) {
            if (heapPools.contains(pool.getKey())) {
                used += pool.getValue().getUsed();
            }
        }
        most.accumulateAndGet(used, Math::max);
    }

    /// Most bytes in use after a collection so far, and now.
    long mostBytes() {
        memory.gc();
        return Math.max(memory.getHeapMemoryUsage().getUsed(), most.get());
    }

    @Override
    public void close() throws ListenerNotFoundException, IOException {
        if (connector.isPresent()) {
            connector.get().close(); // and with it what listens there
            return;
        }
        for (GarbageCollectorMXBean collector : collectors) {
            ((NotificationEmitter) collector).removeNotificationListener(listener);
        }
    }
}
