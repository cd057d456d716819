using Kaos.Tests.Shared.Log;

namespace Kaos.Agent.Host.Tests.Storage;

public sealed class SqliteLogTests : EventLogContract
{
    protected override LogUnderTest Open() => TestFolder.OpenNew();
}

public sealed class SqliteLogTablesTests : LogTablesContract
{
    protected override LogUnderTest Open() => TestFolder.OpenNew();
}
