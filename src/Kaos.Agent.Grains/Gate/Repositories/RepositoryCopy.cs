using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Kaos.Agent.Grains.Gate.Repositories;

/// <summary>
/// A copy of one repository, as shallow as it can be and without files on disk: texts are read from and written to
/// git's own store, so no link, filter or hook of the repository takes part.
/// </summary>
internal sealed class RepositoryCopy(Git git, RepositoryOptions settings, string folder)
{
    private const string BaseRef = "refs/kaos/base";
    private const int MostFiles = 5000;
    private const int MostLetters = 512 * 1024;
    private const int MostInAll = 64 * 1024 * 1024;

    private static readonly UTF8Encoding Strict = new(
        encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly SemaphoreSlim one = new(1, 1);

    /// <summary>The commits that branches stand at, read from the repository itself; absent: no such branch.</summary>
    public async Task<ImmutableDictionary<string, string>> TipsAsync(
        string[] branches, CancellationToken cancellationToken)
    {
        await InitializeAsync(cancellationToken);
        var output = await git.RunAsync(
            folder, settings,
            ["ls-remote", "--heads", "--", settings.Url, .. branches.Select(branch => $"refs/heads/{branch}")], null,
            cancellationToken);
        return Encoding.UTF8.GetString(output).Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line.Split('\t'))
            .Where(parts => parts is [_, ['r', 'e', 'f', 's', '/', 'h', 'e', 'a', 'd', 's', '/', ..]])
            .ToImmutableDictionary(parts =>
                parts[1]["refs/heads/".Length..], parts => parts[0], StringComparer.Ordinal);
    }

    /// <summary>Fetches the base branch; its newest commit.</summary>
    public async Task<string> FetchAsync(CancellationToken cancellationToken)
    {
        await InitializeAsync(cancellationToken);
        await one.WaitAsync(cancellationToken);
        try
        {
            await git.RunAsync(
                folder, settings,
                [
                    "fetch", "--quiet", "--no-tags", "--depth=1", "--no-recurse-submodules", "--no-write-fetch-head",
                    "--", settings.Url,
                    $"+refs/heads/{settings.Branch}:{BaseRef}",
                ],
                null, cancellationToken);
            return await WordAsync(["rev-parse", "--verify", BaseRef], null, cancellationToken);
        }
        finally
        {
            one.Release();
        }
    }

    /// <summary>The YAML files below a path; links, what is too long and what is no UTF-8 are left out.</summary>
    /// <exception cref="RepositoryException">There are too many to look through.</exception>
    public async Task<IReadOnlyList<RepositoryFile>> FilesAsync(
        string commit, string below, CancellationToken cancellationToken)
    {
        var listed = Encoding.UTF8.GetString(await git.RunAsync(
            folder, null,
            ["ls-tree", "-r", "-z", "-l", "--full-tree", commit,
                .. below.Length == 0 ? Array.Empty<string>() : ["--", below]],
            null, cancellationToken));
        var entries = listed.Split('\0', StringSplitOptions.RemoveEmptyEntries)
            .Select(Entry).OfType<(string Path, string Mode, string Blob, long Size)>()
            .ToArray();
        if (entries.Length > MostFiles || entries.Sum(entry => entry.Size) > MostInAll)
        {
            throw new RepositoryException(string.Create(
                CultureInfo.InvariantCulture,
                $"{entries.Length} YAML files are too many to look through: narrow the repository's Folder"));
        }

        var asked = Encoding.ASCII.GetBytes(string.Concat(entries.Select(entry => $"{entry.Blob}\n")));
        var answer = await git.RunAsync(folder, null, ["cat-file", "--batch"], asked, cancellationToken);
        return [.. Texts(answer, entries)];
    }

    /// <summary>Git's id of a file; null when it is not there.</summary>
    public async Task<string?> BlobAsync(string commit, string path, CancellationToken cancellationToken) =>
        Encoding.UTF8.GetString(
            await git.RunAsync(
                folder, null, ["ls-tree", "-z", "--full-tree", commit, "--", path], null, cancellationToken))
            .Split('\t')[0].Split(' ') is [_, "blob", var blob] ? blob : null;

    /// <summary>
    /// Makes a commit that changes one file. The same arguments make the same commit; nothing leaves the machine.
    /// </summary>
    public async Task<string> CommitAsync(
        string parent, RepositoryFile file, string text, string message, DateTimeOffset at, GitOpsOptions author,
        CancellationToken cancellationToken)
    {
        await one.WaitAsync(cancellationToken);
        try
        {
            var blob = await WordAsync(
                ["hash-object", "-w", "--stdin", "--no-filters"], Strict.GetBytes(text), cancellationToken);
            (string, string) index = ("GIT_INDEX_FILE", Path.Combine(folder, "kaos-index"));
            await git.RunAsync(folder, null, ["read-tree", parent], null, cancellationToken, index);
            await git.RunAsync(
                folder, null, ["update-index", "--cacheinfo", file.Mode, blob, file.Path], null, cancellationToken,
                index);
            var tree = await WordAsync(["write-tree"], null, cancellationToken, index);
            var when = string.Create(CultureInfo.InvariantCulture, $"{at.ToUnixTimeSeconds()} +0000");
            return await WordAsync(
                ["commit-tree", tree, "-p", parent], Encoding.UTF8.GetBytes(message), cancellationToken,
                ("GIT_AUTHOR_NAME", author.Author), ("GIT_AUTHOR_EMAIL", author.AuthorEmail), ("GIT_AUTHOR_DATE", when),
                ("GIT_COMMITTER_NAME", author.Author), ("GIT_COMMITTER_EMAIL", author.AuthorEmail),
                ("GIT_COMMITTER_DATE", when));
        }
        finally
        {
            one.Release();
        }
    }

    public async Task<bool> HasAsync(string commit, CancellationToken cancellationToken)
    {
        try
        {
            await InitializeAsync(cancellationToken);
            await git.RunAsync(folder, null, ["cat-file", "-e", $"{commit}^{{commit}}"], null, cancellationToken);
            return true;
        }
        catch (RepositoryException)
        {
            return false;
        }
    }

    /// <summary>
    /// Makes a branch that is not there yet, and touches no other; the server refuses where somebody was faster.
    /// </summary>
    public Task PushAsync(string commit, string branch, CancellationToken cancellationToken) => git.RunAsync(
        folder, settings,
        ["push", "--porcelain", "--no-verify", $"--force-with-lease=refs/heads/{branch}:", "--", settings.Url,
            $"{commit}:refs/heads/{branch}"],
        null, cancellationToken);

    private async Task InitializeAsync(CancellationToken cancellationToken)
    {
        await one.WaitAsync(cancellationToken);
        try
        {
            if (!File.Exists(Path.Combine(folder, "HEAD")))
            {
                Directory.CreateDirectory(folder);
                await git.RunAsync(
                    folder, null, ["init", "--quiet", "--bare", "--template=", "."], null, cancellationToken);
            }
        }
        catch (Exception unwritable) when (unwritable is IOException or UnauthorizedAccessException)
        {
            throw new RepositoryException($"the folder {folder} cannot be written");
        }
        finally
        {
            one.Release();
        }
    }

    private async Task<string> WordAsync(
        string[] words, byte[]? input, CancellationToken cancellationToken,
        params (string Name, string Value)[] environment) =>
        Encoding.ASCII.GetString(await git.RunAsync(folder, null, words, input, cancellationToken, environment)).Trim();

    // 100644 blob 3f2a…     120\tapps/web.yaml
    private static (string Path, string Mode, string Blob, long Size)? Entry(string line) =>
        line.Split('\t', 2) is [var head, var path] &&
            head.Split(' ', StringSplitOptions.RemoveEmptyEntries) is [var mode, "blob", var blob, var size]
        && mode is "100644" or "100755" && RefName.IsPath(path) && Path.GetExtension(path) is ".yaml" or ".yml" or ""
        && (Path.HasExtension(path) || Path.GetFileName(path) == "Kustomization")
        && long.TryParse(size, NumberStyles.None, CultureInfo.InvariantCulture, out var length) && length <= MostLetters
            ? (path, mode, blob, length)
            : null;

    // Each: id, kind and length in a line, so many bytes, a line break.
    private static IEnumerable<RepositoryFile> Texts(
        byte[] answer, (string Path, string Mode, string Blob, long Size)[] entries)
    {
        var at = 0;
        foreach (var entry in entries)
        {
            at = Array.IndexOf(answer, (byte)'\n', at) + 1;
            if (Text(answer.AsSpan(at, (int)entry.Size)) is { } text)
            {
                yield return new RepositoryFile(entry.Path, entry.Mode, entry.Blob, text);
            }

            at += (int)entry.Size + 1;
        }
    }

    private static string? Text(ReadOnlySpan<byte> bytes)
    {
        try
        {
            return Strict.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }

    /// <summary>
    /// Where the copy of a repository is kept: by its address, so that another address is another copy.
    /// </summary>
    public static string FolderOf(string root, string url) =>
        Path.Combine(
            Path.GetFullPath(root), Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(url)))[..16]);
}
