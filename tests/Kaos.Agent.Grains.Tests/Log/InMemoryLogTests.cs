using Kaos.Agent.Grains.Log;
using Kaos.Tests.Shared.Log;

namespace Kaos.Agent.Grains.Tests.Log;

public sealed class InMemoryLogTests : EventLogContract
{
    protected override LogUnderTest Open() => InMemory.Open();
}

public sealed class InMemoryLogTablesTests : LogTablesContract
{
    protected override LogUnderTest Open() => InMemory.Open();
}

internal static class InMemory
{
    public static LogUnderTest Open()
    {
        var log = new InMemoryLog();
        return new(
            log, log.Outbox, log.Deadlines, log.Views, new InMemoryBlobs(LogUnderTest.BlobBytes, log), () => { });
    }
}
