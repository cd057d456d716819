using Kaos.Agent.Grains.Log;
using Kaos.Agent.Host.Storage;
using Kaos.Tests.Shared.Time;
using static Kaos.Tests.Shared.Log.LogUnderTest;

namespace Kaos.Agent.Host.Tests.Storage;

public sealed class SqliteStorageTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Reopened_HoldsEverythingAndGoesOn()
    {
        using var folder = new TestFolder();
        using (var storage = folder.Open())
        {
            using var log = TestFolder.Log(storage, () => { });
            await log.AppendAsync(Commit("a/1", 0, "one") with
            {
                Outbox = [Message("m")],
                Deadlines = [new DeadlineChange("toy", "k", "d", Noon)],
                Views = [Row("r", 0)],
            });
            await log.Blobs.PutAsync("blob"u8.ToArray(), Token);
        }

        using var reopened = folder.Open();
        using var again = TestFolder.Log(reopened, () => { });

        (await again.Log.AppendAsync(Commit("a/1", 1, "two"), Token)).ShouldBe(new AppendResult(true, 2));
        (await again.ReadAsync("a/1")).Select(Text).ShouldBe(["one", "two"]);
        (await again.Outbox.PendingAsync(0, 10, Token)).Count.ShouldBe(1);
        (await again.Deadlines.NextAsync(Token)).ShouldBe(Noon);
        (await again.Views.FindAsync("toy", "r", Token)).ShouldNotBeNull();
        (await again.Blobs.FindAsync(Hash("blob"u8), Token)).ShouldNotBeNull().ToArray().ShouldBe("blob"u8.ToArray());
        reopened.Verify(Token).IsSound.ShouldBeTrue();
    }

    [Fact]
    public void Open_FolderOfALivingProcess_IsRefusedNamingFolderAndHolder()
    {
        using var folder = new TestFolder();
        using (folder.Open())
        {
            var message = Should.Throw<StorageRefusedException>(() => folder.Open()).Message;
            message.ShouldContain(folder.Path);
            message.ShouldContain($"process {Environment.ProcessId} ");
        }

        using var free = folder.Open();
        free.Health.Available.ShouldBeTrue();
    }

    [Fact]
    public void Open_NewerSchema_IsRefusedSayingWhatToDo()
    {
        using var folder = new TestFolder();
        folder.Open().Dispose();
        folder.Tamper("PRAGMA user_version = 99");

        var message = Should.Throw<StorageRefusedException>(() => folder.Open()).Message;

        message.ShouldContain("99");
        message.ShouldContain("Data:Path");
    }

    [Fact]
    public void Open_Writer_WaitsForTheDisk()
    {
        using var folder = new TestFolder();
        using var data = DataFolder.Open(folder.Path);
        using var connection = LogConnection.OpenWriter(data, new StorageOptions());

        connection.Scalar("PRAGMA synchronous").ShouldBe(2);
        using var mode = new Statement(connection, "PRAGMA journal_mode");
        mode.Scalar().ShouldBe("wal");
    }

    [Fact]
    public void Open_Keys_AreForThisUserOnly()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("File modes are a Unix matter.");
            return;
        }

        const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using var folder = new TestFolder();
        folder.Open().Dispose();
        var (blob, checkpoint) = (Path.Combine(folder.Path, "blob.key"), Path.Combine(folder.Path, "checkpoint.key"));
        var before = File.ReadAllBytes(blob);
        File.SetUnixFileMode(blob, OwnerOnly | UnixFileMode.OtherRead);

        folder.Open().Dispose();

        File.GetUnixFileMode(blob).ShouldBe(OwnerOnly);
        File.GetUnixFileMode(checkpoint).ShouldBe(OwnerOnly);
        File.ReadAllBytes(blob).ShouldBe(before);
    }

    [Fact]
    public async Task Blobs_OnDisk_AreNotReadable()
    {
        using var folder = new TestFolder();
        using (var storage = folder.Open())
        {
            await new SqliteBlobs(storage).PutAsync("password: sesame"u8.ToArray(), Token);
        }

        var raw = File.ReadAllBytes(folder.Database);

        raw.AsSpan().IndexOf("sesame"u8).ShouldBe(-1);
        raw.AsSpan().IndexOf(System.Text.Encoding.ASCII.GetBytes(Hash("password: sesame"u8))).ShouldBePositive();
    }

    [Fact]
    public async Task Blobs_WithAnotherKey_SayWhatHappened()
    {
        using var folder = new TestFolder();
        using (var storage = folder.Open())
        {
            await new SqliteBlobs(storage).PutAsync("x"u8.ToArray(), Token);
        }

        File.Delete(Path.Combine(folder.Path, "blob.key"));
        using var reopened = folder.Open();

        (await Should.ThrowAsync<InvalidDataException>(
            async () =>
                await new SqliteBlobs(reopened).FindAsync(Hash("x"u8), Token))).Message.ShouldContain("blob.key");
    }

    [Fact]
    public async Task Full_NothingIsAcknowledged_AndItRecoversByItself()
    {
        using var folder = new TestFolder();
        var time = new FakeTime();
        StorageOptions? options = null;
        using var storage = folder.Open(time, given => (options = given).MaxLogBytes = 1024 * 1024);
        using var log = TestFolder.Log(storage, () => { });
        var acknowledged = 0L;
        var failure = await Should.ThrowAsync<LogUnavailableException>(async () =>
        {
            while (acknowledged < 10_000)
            {
                await log.AppendAsync(Commit("a/1", acknowledged, new string('x', 10_000)));
                acknowledged++;
            }
        });

        failure.Message.ShouldContain("full");
        storage.Health.Reason.ShouldBe(failure.Message);
        (await log.ReadAsync("a/1")).Count.ShouldBe((int)acknowledged);

        var recovered = new TaskCompletionSource();
        storage.Health.Changed += (_, _) => recovered.TrySetResult();
        options.ShouldNotBeNull().MaxLogBytes = null;
        time.Advance(options.RetryInterval);
        await recovered.Task.WaitAsync(Token);

        storage.Health.Available.ShouldBeTrue();
        await log.AppendAsync(Commit("a/1", acknowledged, "more"));
        storage.Verify(Token).IsSound.ShouldBeTrue();
    }

    [Fact]
    public async Task Open_UnusableFolder_IsNotReadyAndRecoversWhenItBecomesUsable()
    {
        using var folder = new TestFolder();
        var time = new FakeTime();
        File.WriteAllText(folder.Path, "a file where the folder should be");
        using var storage = folder.Open(time);
        using var log = TestFolder.Log(storage, () => { });

        storage.Health.Reason.ShouldNotBeNull().ShouldContain(folder.Path);
        (await Should.ThrowAsync<LogUnavailableException>(async () => await log.Log.AppendAsync(Commit("a/1", 0, "x"), Token)))
            .Message.ShouldContain("Data:Path");
        await Should.ThrowAsync<LogUnavailableException>(async () => await log.ReadAsync("a/1"));
        await Should.ThrowAsync<LogUnavailableException>(async () => await log.Blobs.PutAsync(new byte[1], Token));

        var recovered = new TaskCompletionSource();
        storage.Health.Changed += (_, _) => recovered.TrySetResult();
        File.Delete(folder.Path);
        time.Advance(TimeSpan.FromSeconds(2));
        await recovered.Task.WaitAsync(Token);

        storage.Health.Reason.ShouldBeNull();
        await log.AppendAsync(Commit("a/1", 0, "x"));
    }

    [Fact]
    public async Task Append_WhileStopping_IsRefusedOrDurable()
    {
        using var folder = new TestFolder();
        var acknowledged = 0;
        using (var storage = folder.Open())
        {
            var log = new SqliteLog(storage);
            var writers = Enumerable.Range(0, 8).Select(i => Task.Run(async () =>
            {
                for (var version = 0L; version < 100_000; version++)
                {
                    await log.AppendAsync(Commit($"w/{i}", version, "x"), Token);
                    Interlocked.Increment(ref acknowledged);
                }
            })).ToArray();
            await new SqliteBlobs(storage).PutAsync(new byte[1], Token);
            storage.Dispose();

            await Should.ThrowAsync<LogUnavailableException>(Task.WhenAll(writers));
        }

        using var reopened = folder.Open();
        reopened.Verify(Token).Events.ShouldBe(acknowledged);
    }

    private static string Hash(ReadOnlySpan<byte> content) =>
        Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(content));
}
