<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="id_ID" sourcelanguage="en">
    <context>
        <name>Closing</name>
        <message>
            <location filename="../../mkiso_desktop/gui/closing.py" />
            <source>One job is still running.</source>
            <translation>Masih ada satu pekerjaan yang berjalan.</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/closing.py" />
            <source>{} jobs are still running.</source>
            <translation>Masih ada {} pekerjaan yang berjalan.</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/closing.py" />
            <source>Closing cancels what is not finished.</source>
            <translation>Jika ditutup, yang belum selesai dibatalkan.</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/closing.py" />
            <source>&amp;Keep working</source>
            <translation>&amp;Lanjutkan bekerja</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/closing.py" />
            <source>&amp;Cancel jobs, close</source>
            <translation>&amp;Batalkan dan tutup</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/closing.py" />
            <source>Finishing…</source>
            <translation>Menyelesaikan…</translation>
        </message>
    </context>
    <context>
        <name>Comparison</name>
        <message>
            <location filename="../../mkiso_desktop/gui/preview/comparison.py" />
            <source>The patient IDs differ</source>
            <translation>ID pasien berbeda</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/preview/comparison.py" />
            <source>Compare with the person before you. If both are one person all the same, enter your name; it is kept with the job.</source>
            <translation>Cocokkan dengan orang di depan Anda. Jika keduanya memang orang yang sama, isikan nama Anda; nama itu disimpan bersama pekerjaan ini.</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/preview/comparison.py" />
            <source>Name and birth date differ</source>
            <translation>Nama dan tanggal lahir berbeda</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/preview/comparison.py" />
            <source>The patient IDs are the same.</source>
            <translation>ID pasiennya sama.</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/preview/comparison.py" />
            <source>The names differ</source>
            <translation>Namanya berbeda</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/preview/comparison.py" />
            <source>The birth dates differ</source>
            <translation>Tanggal lahirnya berbeda</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/preview/comparison.py" />
            <source>Name</source>
            <translation>Nama</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/preview/comparison.py" />
            <source>Born</source>
            <translation>Lahir</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/preview/comparison.py" />
            <source>Patient ID</source>
            <translation>ID pasien</translation>
        </message>
    </context>
    <context>
        <name>Empty</name>
        <message>
            <location filename="../../mkiso_desktop/gui/search/pages.py" />
            <source>Scan or type an accession number</source>
            <translation>Pindai atau ketik nomor akses</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/search/pages.py" />
            <source>Press Enter to see whose it is and what there is, before anything is made.</source>
            <translation>Tekan Enter untuk melihat pasiennya dan pemeriksaan yang ada, sebelum apa pun dibuat.</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/search/pages.py" />
            <source>In this demo hospital, for example:</source>
            <translation>Di rumah sakit demo ini, misalnya:</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/search/pages.py" />
            <source>Find {0}: {1}</source>
            <translation>Cari {0}: {1}</translation>
        </message>
    </context>
    <context>
        <name>Fact</name>
        <message>
            <location filename="../../mkiso_desktop/gui/preview/sheet.py" />
            <source>unknown</source>
            <translation>tidak diketahui</translation>
        </message>
    </context>
    <context>
        <name>Intake</name>
        <message>
            <location filename="../../mkiso_desktop/gui/search/intake.py" />
            <source>Accession number</source>
            <translation>Nomor akses</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/search/intake.py" />
            <source>Accession numbers</source>
            <translation>Nomor akses</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/search/intake.py" />
            <source>&amp;Find</source>
            <translation>&amp;Cari</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/search/intake.py" />
            <source>Find</source>
            <translation>Cari</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/search/intake.py" />
            <source>About what was entered</source>
            <translation>Tentang isian ini</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/search/intake.py" />
            <source>Several numbers make one disc: put commas or spaces between them.</source>
            <translation>Beberapa nomor menjadi satu cakram: pisahkan dengan koma atau spasi.</translation>
        </message>
    </context>
    <context>
        <name>JobRow</name>
        <message>
            <location filename="../../mkiso_desktop/gui/jobs/row.py" />
            <source>Progress of job {}</source>
            <translation>Kemajuan pekerjaan {}</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/jobs/row.py" />
            <source>Cancel</source>
            <translation>Batalkan</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/jobs/row.py" />
            <source>Cancel job {}</source>
            <translation>Batalkan pekerjaan {}</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/jobs/row.py" />
            <source>Cancelling…</source>
            <translation>Membatalkan…</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/jobs/row.py" />
            <source>Show notes ({})</source>
            <translation>Tampilkan catatan ({})</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/jobs/row.py" />
            <source>Hide notes</source>
            <translation>Sembunyikan catatan</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/jobs/row.py" />
            <source>Open folder</source>
            <translation>Buka folder</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/jobs/row.py" />
            <source>Make it anyway…</source>
            <translation>Tetap buat…</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/jobs/row.py" />
            <source>{0}, job {1}</source>
            <translation>{0}, pekerjaan {1}</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/jobs/row.py" />
            <source>Who accepts that images are missing? The name is kept with the job.</source>
            <translation>Siapa yang menyetujui bahwa ada gambar yang kurang? Namanya disimpan bersama pekerjaan ini.</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/jobs/row.py" />
            <source>&amp;Make it</source>
            <translation>&amp;Buat</translation>
        </message>
    </context>
    <context>
        <name>Outputs</name>
        <message>
            <location filename="../../mkiso_desktop/gui/preview/outputs.py" />
            <source>Save &amp;ISO</source>
            <translation>Simpan &amp;ISO</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/preview/outputs.py" />
            <source>Ctrl+S</source>
            <translation>Ctrl+S</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/preview/outputs.py" />
            <source>Save &amp;as…</source>
            <translation>Simpan se&amp;bagai…</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/preview/outputs.py" />
            <source>&amp;Send to CD Publisher</source>
            <translation>Ki&amp;rim ke CD Publisher</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/preview/outputs.py" />
            <source>No CD publisher is set up: cd_publisher.host is empty.</source>
            <translation>CD Publisher belum diatur: cd_publisher.host kosong.</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/preview/outputs.py" />
            <source>Choose a folder and a name</source>
            <translation>Pilih folder dan nama</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/preview/outputs.py" />
            <source>An ISO goes to {}</source>
            <translation>ISO disimpan di {}</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/preview/outputs.py" />
            <source>Save ISO as</source>
            <translation>Simpan ISO sebagai</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/preview/outputs.py" />
            <source>Disc images (*.iso)</source>
            <translation>Citra cakram (*.iso)</translation>
        </message>
    </context>
    <context>
        <name>Preview</name>
        <message>
            <location filename="../../mkiso_desktop/gui/preview/sheet.py" />
            <source>Born</source>
            <translation>Lahir</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/preview/sheet.py" />
            <source>Age</source>
            <translation>Umur</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/preview/sheet.py" />
            <source>Sex</source>
            <translation>Jenis kelamin</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/preview/sheet.py" />
            <source>Patient ID</source>
            <translation>ID pasien</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/preview/sheet.py" />
            <source>Known from</source>
            <translation>Sumber data</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/preview/sheet.py" />
            <source>Studies</source>
            <translation>Pemeriksaan</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/preview/sheet.py" />
            <source>Without a name</source>
            <translation>Tanpa nama</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/preview/sheet.py" />
            <source> and </source>
            <translation> dan </translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/preview/sheet.py" />
            <source>No images for {}</source>
            <translation>Tidak ada gambar untuk {}</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/preview/sheet.py" />
            <source>The PACS has nothing under this number yet.</source>
            <translation>PACS belum memiliki apa pun dengan nomor ini.</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/preview/sheet.py" />
            <source>This comes from the PACS alone. An ISO can be made; the CD publisher has to wait until the patient API answers.</source>
            <translation>Data ini hanya dari PACS. ISO dapat dibuat; CD Publisher harus menunggu sampai API pasien menjawab.</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/preview/sheet.py" />
            <source>These are studies of different patients</source>
            <translation>Ini pemeriksaan dari pasien yang berbeda</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/preview/sheet.py" />
            <source>One disc holds one patient. Search for each number by itself.</source>
            <translation>Satu cakram hanya untuk satu pasien. Cari setiap nomor satu per satu.</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/preview/sheet.py" />
            <source>These are studies of different patients.</source>
            <translation>Ini pemeriksaan dari pasien yang berbeda.</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/preview/sheet.py" />
            <source>There are no images.</source>
            <translation>Tidak ada gambar.</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/preview/sheet.py" />
            <source>The patient IDs differ: a person must enter their name first.</source>
            <translation>ID pasien berbeda: seseorang harus mengisikan namanya dahulu.</translation>
        </message>
    </context>
    <context>
        <name>Queue</name>
        <message>
            <location filename="../../mkiso_desktop/gui/jobs/queue.py" />
            <source>Nothing in the making. What you save or send is listed here.</source>
            <translation>Belum ada yang dibuat. Yang Anda simpan atau kirim tampil di sini.</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/jobs/queue.py" />
            <source>Jobs</source>
            <translation>Pekerjaan</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/jobs/queue.py" />
            <source>This is being made already</source>
            <translation>Ini sedang dibuat</translation>
        </message>
    </context>
    <context>
        <name>Searching</name>
        <message>
            <location filename="../../mkiso_desktop/gui/search/pages.py" />
            <source>Looking it up</source>
            <translation>Sedang dicari</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/search/pages.py" />
            <source>Looking for {}</source>
            <translation>Mencari {}</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/search/pages.py" />
            <source>Looking for {} accession numbers</source>
            <translation>Mencari {} nomor akses</translation>
        </message>
    </context>
    <context>
        <name>Signature</name>
        <message>
            <location filename="../../mkiso_desktop/gui/notice.py" />
            <source>Your name</source>
            <translation>Nama Anda</translation>
        </message>
    </context>
    <context>
        <name>StudiesModel</name>
        <message>
            <location filename="../../mkiso_desktop/gui/preview/studies.py" />
            <source>Date</source>
            <translation>Tanggal</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/preview/studies.py" />
            <source>Modality</source>
            <translation>Modalitas</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/preview/studies.py" />
            <source>Description</source>
            <translation>Keterangan</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/preview/studies.py" />
            <source>Series</source>
            <translation>Seri</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/preview/studies.py" />
            <source>Images</source>
            <translation>Gambar</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/preview/studies.py" />
            <source>Accession number</source>
            <translation>Nomor akses</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/preview/studies.py" />
            <source>No description</source>
            <translation>Tanpa keterangan</translation>
        </message>
    </context>
    <context>
        <name>StudiesTable</name>
        <message>
            <location filename="../../mkiso_desktop/gui/preview/studies.py" />
            <source>Studies</source>
            <translation>Pemeriksaan</translation>
        </message>
    </context>
    <context>
        <name>Telling</name>
        <message>
            <location filename="../../mkiso_desktop/gui/notice.py" />
            <source>Show &amp;details</source>
            <translation>Tampilkan &amp;rincian</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/notice.py" />
            <source>Hide &amp;details</source>
            <translation>Sembunyikan &amp;rincian</translation>
        </message>
    </context>
    <context>
        <name>Trouble</name>
        <message>
            <location filename="../../mkiso_desktop/gui/search/pages.py" />
            <source>&amp;Try again</source>
            <translation>&amp;Coba lagi</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/search/pages.py" />
            <source>Try again</source>
            <translation>Coba lagi</translation>
        </message>
    </context>
    <context>
        <name>words</name>
        <message>
            <location filename="../../mkiso_desktop/gui/words.py" />
            <source>{} years</source>
            <translation>{} tahun</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/words.py" />
            <source>{} months</source>
            <translation>{} bulan</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/words.py" />
            <source>1 day</source>
            <translation>1 hari</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/words.py" />
            <source>{} days</source>
            <translation>{} hari</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/words.py" />
            <source>Male</source>
            <translation>Laki-laki</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/words.py" />
            <source>Female</source>
            <translation>Perempuan</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/words.py" />
            <source>Other</source>
            <translation>Lainnya</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/words.py" />
            <source>Patient API</source>
            <translation>API pasien</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/words.py" />
            <source>PACS</source>
            <translation>PACS</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/words.py" />
            <source>1 image</source>
            <translation>1 gambar</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/words.py" />
            <source>{} images</source>
            <translation>{} gambar</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/words.py" />
            <source>1 series</source>
            <translation>1 seri</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/words.py" />
            <source>{} series</source>
            <translation>{} seri</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/words.py" />
            <source>1 study</source>
            <translation>1 pemeriksaan</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/words.py" />
            <source>{} studies</source>
            <translation>{} pemeriksaan</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/words.py" />
            <source>ISO</source>
            <translation>ISO</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/words.py" />
            <source>CD Publisher</source>
            <translation>CD Publisher</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/words.py" />
            <source>Waiting for its turn</source>
            <translation>Menunggu giliran</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/words.py" />
            <source>Looking up the studies</source>
            <translation>Mencari pemeriksaan</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/words.py" />
            <source>Retrieving images</source>
            <translation>Mengambil gambar</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/words.py" />
            <source>Checking images</source>
            <translation>Memeriksa gambar</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/words.py" />
            <source>Building the disc</source>
            <translation>Menyusun cakram</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/words.py" />
            <source>Reading the disc back</source>
            <translation>Membaca ulang cakram</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/words.py" />
            <source>Sending to the CD Publisher</source>
            <translation>Mengirim ke CD Publisher</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/words.py" />
            <source>Saving</source>
            <translation>Menyimpan</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/words.py" />
            <source>Sent</source>
            <translation>Terkirim</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/words.py" />
            <source>Saved</source>
            <translation>Tersimpan</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/words.py" />
            <source>Failed</source>
            <translation>Gagal</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/words.py" />
            <source>Stopped for safety</source>
            <translation>Dihentikan demi keamanan</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/words.py" />
            <source>Cancelled</source>
            <translation>Dibatalkan</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/words.py" />
            <source>Interrupted when the program ended</source>
            <translation>Terputus saat program berakhir</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/words.py" />
            <source>{0} of {1}</source>
            <translation>{0} dari {1}</translation>
        </message>
    </context>
</TS>
