<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="id_ID" sourcelanguage="en">
    <context>
        <name>About</name>
        <message>
            <location filename="../../mkiso_desktop/gui/help/about.py" />
            <source>About this program</source>
            <translation>Tentang program ini</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/help/about.py" />
            <source>Copy &amp;versions</source>
            <translation>Salin &amp;versi</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/help/about.py" />
            <source>Copy versions</source>
            <translation>Salin versi</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/help/about.py" />
            <source>Versions and licences</source>
            <translation>Versi dan lisensi</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/help/about.py" />
            <source>Part</source>
            <translation>Bagian</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/help/about.py" />
            <source>Version</source>
            <translation>Versi</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/help/about.py" />
            <source>Licence</source>
            <translation>Lisensi</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/help/about.py" />
            <source>&amp;Close</source>
            <translation>&amp;Tutup</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/help/about.py" />
            <source>Close</source>
            <translation>Tutup</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/help/about.py" />
            <source>From a scanned number to a disc that opens anywhere.</source>
            <translation>Dari nomor yang dipindai menjadi cakram yang dapat dibuka di mana saja.</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/help/about.py" />
            <source>Free software under the MIT licence; the parts below have their own. The icons are ours.</source>
            <translation>Perangkat lunak bebas berlisensi MIT; bagian-bagian di bawah memiliki lisensinya sendiri. Ikonnya buatan kami.</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/help/about.py" />
            <source>Copied</source>
            <translation>Tersalin</translation>
        </message>
    </context>
    <context>
        <name>Answering</name>
        <message>
            <location filename="../../mkiso_desktop/gui/settings/answering.py" />
            <source>Links are not answered yet</source>
            <translation>Tautan belum dijawab</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/settings/answering.py" />
            <source>Links are answered at {}</source>
            <translation>Tautan dijawab di {}</translation>
        </message>
    </context>
    <context>
        <name>Blank</name>
        <message>
            <location filename="../../mkiso_desktop/gui/history/blank.py" />
            <source>The desk is not ready yet</source>
            <translation>Loket ini belum siap</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/history/blank.py" />
            <source>Wait a moment.</source>
            <translation>Tunggu sebentar.</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/history/blank.py" />
            <source>Nothing in the history fits that</source>
            <translation>Tidak ada yang cocok dalam riwayat</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/history/blank.py" />
            <source>Try fewer letters: a part of the name, the patient ID or the number.</source>
            <translation>Coba lebih sedikit huruf: sebagian nama, ID pasien, atau nomornya.</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/history/blank.py" />
            <source>Nothing has been made yet</source>
            <translation>Belum ada yang dibuat</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/history/blank.py" />
            <source>What you save or send is kept here: for whom, when, and by which way.</source>
            <translation>Yang Anda simpan atau kirim tercatat di sini: untuk siapa, kapan, dan lewat apa.</translation>
        </message>
    </context>
    <context>
        <name>Capacity</name>
        <message>
            <location filename="../../mkiso_desktop/gui/preview/capacity.py" />
            <source>Nothing is left for a disc</source>
            <translation>Tidak ada yang tersisa untuk cakram</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/preview/capacity.py" />
            <source>The PACS does not tell how much this is</source>
            <translation>PACS tidak menyebut ukurannya</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/preview/capacity.py" />
            <source>About {}, for a stick</source>
            <translation>Sekitar {}, untuk stik USB</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/preview/capacity.py" />
            <source>One series is too large for this: {}</source>
            <translation>Satu seri terlalu besar untuk ini: {}</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/preview/capacity.py" />
            <source>{0}, or {1}</source>
            <translation>{0}, atau {1}</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/preview/capacity.py" />
            <source>Fits on a CD ({} %)</source>
            <translation>Muat di CD ({}%)</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/preview/capacity.py" />
            <source>Fits on a DVD ({} %)</source>
            <translation>Muat di DVD ({}%)</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/preview/capacity.py" />
            <source>Fits on a double layer DVD ({} %)</source>
            <translation>Muat di DVD lapis ganda ({}%)</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/preview/capacity.py" />
            <source>Fits on a Blu-ray disc ({} %)</source>
            <translation>Muat di cakram Blu-ray ({}%)</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/preview/capacity.py" />
            <source>1 CD</source>
            <translation>1 CD</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/preview/capacity.py" />
            <source>1 DVD</source>
            <translation>1 DVD</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/preview/capacity.py" />
            <source>1 double layer DVD</source>
            <translation>1 DVD lapis ganda</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/preview/capacity.py" />
            <source>1 Blu-ray disc</source>
            <translation>1 cakram Blu-ray</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/preview/capacity.py" />
            <source>{} CDs</source>
            <translation>{} CD</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/preview/capacity.py" />
            <source>{} DVDs</source>
            <translation>{} DVD</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/preview/capacity.py" />
            <source>{} double layer DVDs</source>
            <translation>{} DVD lapis ganda</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/preview/capacity.py" />
            <source>{} Blu-ray discs</source>
            <translation>{} cakram Blu-ray</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/preview/capacity.py" />
            <source>Share of the medium</source>
            <translation>Bagian media yang terpakai</translation>
        </message>
    </context>
    <context>
        <name>Card</name>
        <message>
            <location filename="../../mkiso_desktop/gui/preview/card.py" />
            <source>Born</source>
            <translation>Lahir</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/preview/card.py" />
            <source>Age</source>
            <translation>Umur</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/preview/card.py" />
            <source>Sex</source>
            <translation>Jenis kelamin</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/preview/card.py" />
            <source>Patient ID</source>
            <translation>ID pasien</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/preview/card.py" />
            <source>Copy</source>
            <translation>Salin</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/preview/card.py" />
            <source>Copy the patient ID (Ctrl+Shift+C)</source>
            <translation>Salin ID pasien (Ctrl+Shift+C)</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/preview/card.py" />
            <source>Copy the patient ID</source>
            <translation>Salin ID pasien</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/preview/card.py" />
            <source>Without a name</source>
            <translation>Tanpa nama</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/preview/card.py" />
            <source>Copied</source>
            <translation>Tersalin</translation>
        </message>
    </context>
    <context>
        <name>Choices</name>
        <message>
            <location filename="../../mkiso_desktop/gui/search/choices.py" />
            <source>&amp;Use {}</source>
            <translation>&amp;Pakai {}</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/search/choices.py" />
            <source>Without a name</source>
            <translation>Tanpa nama</translation>
        </message>
    </context>
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
        <name>Contents</name>
        <message>
            <location filename="../../mkiso_desktop/gui/settings/contents.py" />
            <source>Pages of the settings</source>
            <translation>Halaman pengaturan</translation>
        </message>
    </context>
    <context>
        <name>Desk</name>
        <message>
            <location filename="../../mkiso_desktop/gui/desk.py" />
            <source>The new settings are just taking effect</source>
            <translation>Pengaturan baru sedang mulai berlaku</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/desk.py" />
            <source>Try again now.</source>
            <translation>Coba lagi sekarang.</translation>
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
        <name>Ending</name>
        <message>
            <location filename="../../mkiso_desktop/gui/jobs/ending.py" />
            <source>Show notes ({})</source>
            <translation>Tampilkan catatan ({})</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/jobs/ending.py" />
            <source>Hide notes</source>
            <translation>Sembunyikan catatan</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/jobs/ending.py" />
            <source>Drag it into a folder, or press Ctrl+C to copy it</source>
            <translation>Seret ke sebuah folder, atau tekan Ctrl+C untuk menyalinnya</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/jobs/ending.py" />
            <source>The file is not there any more: it was kept for a while only.</source>
            <translation>Berkasnya sudah tidak ada: hanya disimpan sementara.</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/jobs/ending.py" />
            <source>The file is not there any more: it was moved, renamed or deleted.</source>
            <translation>Berkasnya sudah tidak ada: dipindahkan, diganti namanya, atau dihapus.</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/jobs/ending.py" />
            <source>{} files are not there any more.</source>
            <translation>{} berkas sudah tidak ada.</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/jobs/ending.py" />
            <source>{0}, job {1}</source>
            <translation>{0}, pekerjaan {1}</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/jobs/ending.py" />
            <source>Who accepts that images are missing? The name is kept with the job.</source>
            <translation>Siapa yang menyetujui bahwa ada gambar yang kurang? Namanya disimpan bersama pekerjaan ini.</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/jobs/ending.py" />
            <source>&amp;Make it</source>
            <translation>&amp;Buat</translation>
        </message>
    </context>
    <context>
        <name>Fact</name>
        <message>
            <location filename="../../mkiso_desktop/gui/preview/card.py" />
            <source>unknown</source>
            <translation>tidak diketahui</translation>
        </message>
    </context>
    <context>
        <name>Footer</name>
        <message>
            <location filename="../../mkiso_desktop/gui/settings/footer.py" />
            <source>&amp;Discard</source>
            <translation>&amp;Buang</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/settings/footer.py" />
            <source>&amp;Save</source>
            <translation>&amp;Simpan</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/settings/footer.py" />
            <source>Save</source>
            <translation>Simpan</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/settings/footer.py" />
            <source>Ctrl+S</source>
            <translation>Ctrl+S</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/settings/footer.py" />
            <source>Save the changes before this closes?</source>
            <translation>Simpan perubahan sebelum ditutup?</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/settings/footer.py" />
            <source>Close &amp;without saving</source>
            <translation>&amp;Tutup tanpa menyimpan</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/settings/footer.py" />
            <source>Close without saving</source>
            <translation>Tutup tanpa menyimpan</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/settings/footer.py" />
            <source>{0} has mistakes that only an editor can mend: {1}</source>
            <translation>{0} memiliki kesalahan yang hanya dapat diperbaiki dengan editor: {1}</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/settings/footer.py" />
            <source>Kept in {}</source>
            <translation>Disimpan di {}</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/settings/footer.py" />
            <source>Discard changes</source>
            <translation>Buang perubahan</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/settings/footer.py" />
            <source>1 change is not saved</source>
            <translation>1 perubahan belum disimpan</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/settings/footer.py" />
            <source>{} changes are not saved</source>
            <translation>{} perubahan belum disimpan</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/settings/footer.py" />
            <source>Saved in {}</source>
            <translation>Tersimpan di {}</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/settings/footer.py" />
            <source>Saved; it takes effect once the jobs and downloads under way have ended</source>
            <translation>Tersimpan; berlaku setelah pekerjaan dan unduhan yang berjalan selesai</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/settings/footer.py" />
            <source>Not saved: mend what is marked first</source>
            <translation>Belum disimpan: perbaiki dahulu yang ditandai</translation>
        </message>
    </context>
    <context>
        <name>Guide</name>
        <message>
            <location filename="../../mkiso_desktop/gui/settings/guide.py" />
            <source>&amp;Back</source>
            <translation>&amp;Kembali</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/settings/guide.py" />
            <source>&amp;Next</source>
            <translation>&amp;Berikutnya</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/settings/guide.py" />
            <source>Welcome</source>
            <translation>Selamat datang</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/settings/guide.py" />
            <source>This desk has no configuration yet. Four short steps connect it to the PACS; you will want to have the PACS administrator's note at hand.</source>
            <translation>Loket ini belum memiliki konfigurasi. Empat langkah singkat menyambungkannya ke PACS; siapkan catatan dari administrator PACS.</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/settings/guide.py" />
            <source>&amp;Set up this desk</source>
            <translation>&amp;Atur loket ini</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/settings/guide.py" />
            <source>Try the &amp;demo hospital</source>
            <translation>Coba rumah sakit &amp;demo</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/settings/guide.py" />
            <source>The demo brings a made-up PACS of its own and changes nothing here.</source>
            <translation>Demo memakai PACS buatan sendiri dan tidak mengubah apa pun di sini.</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/settings/guide.py" />
            <source>&amp;Save and start</source>
            <translation>&amp;Simpan dan mulai</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/settings/guide.py" />
            <source>Mend what is marked first</source>
            <translation>Perbaiki dahulu yang ditandai</translation>
        </message>
    </context>
    <context>
        <name>HandingLine</name>
        <message>
            <location filename="../../mkiso_desktop/gui/history/handing.py" />
            <source>Name of whoever takes it</source>
            <translation>Nama yang mengambil</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/history/handing.py" />
            <source>Patient</source>
            <translation>Pasien</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/history/handing.py" />
            <source>Family</source>
            <translation>Keluarga</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/history/handing.py" />
            <source>Courier</source>
            <translation>Kurir</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/history/handing.py" />
            <source>Doctor</source>
            <translation>Dokter</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/history/handing.py" />
            <source>Relation to the patient</source>
            <translation>Hubungan dengan pasien</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/history/handing.py" />
            <source>&amp;Keep</source>
            <translation>&amp;Simpan</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/history/handing.py" />
            <source>Keep</source>
            <translation>Simpan</translation>
        </message>
    </context>
    <context>
        <name>Herald</name>
        <message>
            <location filename="../../mkiso_desktop/gui/herald.py" />
            <source>A disc was sent to the CD Publisher</source>
            <translation>Satu cakram terkirim ke CD Publisher</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/herald.py" />
            <source>A disc is ready</source>
            <translation>Satu cakram siap</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/herald.py" />
            <source>A job needs a person</source>
            <translation>Ada pekerjaan yang perlu ditangani</translation>
        </message>
    </context>
    <context>
        <name>History</name>
        <message>
            <location filename="../../mkiso_desktop/gui/history/page.py" />
            <source>Name, patient ID or accession number</source>
            <translation>Nama, ID pasien, atau nomor akses</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/history/page.py" />
            <source>Search the history</source>
            <translation>Cari di riwayat</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/history/page.py" />
            <source>&amp;Back</source>
            <translation>&amp;Kembali</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/history/page.py" />
            <source>Back</source>
            <translation>Kembali</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/history/page.py" />
            <source>History</source>
            <translation>Riwayat</translation>
        </message>
    </context>
    <context>
        <name>HistoryModel</name>
        <message>
            <location filename="../../mkiso_desktop/gui/history/model.py" />
            <source>When</source>
            <translation>Waktu</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/history/model.py" />
            <source>Patient</source>
            <translation>Pasien</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/history/model.py" />
            <source>Patient ID</source>
            <translation>ID pasien</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/history/model.py" />
            <source>Accession numbers</source>
            <translation>Nomor akses</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/history/model.py" />
            <source>What</source>
            <translation>Jenis</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/history/model.py" />
            <source>Result</source>
            <translation>Hasil</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/history/model.py" />
            <source>Handed to</source>
            <translation>Penerima</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/history/model.py" />
            <source>Not known</source>
            <translation>Tidak diketahui</translation>
        </message>
    </context>
    <context>
        <name>HistoryTable</name>
        <message>
            <location filename="../../mkiso_desktop/gui/history/table.py" />
            <source>Jobs of the history</source>
            <translation>Pekerjaan dalam riwayat</translation>
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
            <source>Let go, and the accession numbers in it are looked up.</source>
            <translation>Lepaskan, dan nomor akses di dalamnya dicari.</translation>
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
            <source>Cancel job {}</source>
            <translation>Batalkan pekerjaan {}</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/jobs/row.py" />
            <source>More for job {}</source>
            <translation>Lainnya untuk pekerjaan {}</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/jobs/row.py" />
            <source>Cancelling…</source>
            <translation>Membatalkan…</translation>
        </message>
    </context>
    <context>
        <name>Manual</name>
        <message>
            <location filename="../../mkiso_desktop/gui/help/manual.py" />
            <source>Help</source>
            <translation>Bantuan</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/help/manual.py" />
            <source>Contents</source>
            <translation>Daftar isi</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/help/manual.py" />
            <source>The administrator of this program at your hospital.</source>
            <translation>Administrator program ini di rumah sakit Anda.</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/help/manual.py" />
            <source>&amp;About this program</source>
            <translation>Tentang &amp;program ini</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/help/manual.py" />
            <source>About this program</source>
            <translation>Tentang program ini</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/help/manual.py" />
            <source>&amp;Close</source>
            <translation>&amp;Tutup</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/help/manual.py" />
            <source>Close</source>
            <translation>Tutup</translation>
        </message>
    </context>
    <context>
        <name>Others</name>
        <message>
            <location filename="../../mkiso_desktop/gui/preview/others.py" />
            <source>Other studies of this patient</source>
            <translation>Pemeriksaan lain pasien ini</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/preview/others.py" />
            <source>Space adds a study</source>
            <translation>Spasi menambahkan pemeriksaan</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/preview/others.py" />
            <source>cannot be added: it has no accession number</source>
            <translation>tidak dapat ditambahkan: tidak ada nomor aksesnya</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/preview/others.py" />
            <source>cannot be added: there is a comma in its accession number</source>
            <translation>tidak dapat ditambahkan: ada koma di nomor aksesnya</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/preview/others.py" />
            <source>being looked up</source>
            <translation>sedang dicari</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/preview/others.py" />
            <source>1 other study of this patient</source>
            <translation>1 pemeriksaan lain pasien ini</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/preview/others.py" />
            <source>{} other studies of this patient</source>
            <translation>{} pemeriksaan lain pasien ini</translation>
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
            <source>Save into the usual folder (Ctrl+S)</source>
            <translation>Simpan ke folder biasa (Ctrl+S)</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/preview/outputs.py" />
            <source>Choose a folder and a name (Ctrl+Shift+S)</source>
            <translation>Pilih folder dan nama (Ctrl+Shift+S)</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/preview/outputs.py" />
            <source>{} (Ctrl+P)</source>
            <translation>{} (Ctrl+P)</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/preview/outputs.py" />
            <source>An ISO goes to {}</source>
            <translation>ISO disimpan di {}</translation>
        </message>
    </context>
    <context>
        <name>PathEditor</name>
        <message>
            <location filename="../../mkiso_desktop/gui/settings/editors.py" />
            <source>Choose…</source>
            <translation>Pilih…</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/settings/editors.py" />
            <source>Choose: {}</source>
            <translation>Pilih: {}</translation>
        </message>
    </context>
    <context>
        <name>Pictures</name>
        <message>
            <location filename="../../mkiso_desktop/gui/preview/pictures.py" />
            <source>Pictures of the series</source>
            <translation>Gambar tiap seri</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/preview/pictures.py" />
            <source>Series {}</source>
            <translation>Seri {}</translation>
        </message>
    </context>
    <context>
        <name>Popover</name>
        <message>
            <location filename="../../mkiso_desktop/gui/status/popover.py" />
            <source>&amp;Check now</source>
            <translation>&amp;Periksa lagi</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/status/popover.py" />
            <source>Check now: {}</source>
            <translation>Periksa lagi: {}</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/status/popover.py" />
            <source>Setti&amp;ngs…</source>
            <translation>Pen&amp;gaturan…</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/status/popover.py" />
            <source>Settings</source>
            <translation>Pengaturan</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/status/popover.py" />
            <source>Since {}</source>
            <translation>Sejak {}</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/status/popover.py" />
            <source>Checking…</source>
            <translation>Memeriksa…</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/status/popover.py" />
            <source>Checked at {}</source>
            <translation>Diperiksa {}</translation>
        </message>
    </context>
    <context>
        <name>Preview</name>
        <message>
            <location filename="../../mkiso_desktop/gui/preview/sheet.py" />
            <source>Studies</source>
            <translation>Pemeriksaan</translation>
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
            <source>One disc holds one patient: keep the numbers of one of them.</source>
            <translation>Satu cakram untuk satu pasien: sisakan nomor milik salah satunya.</translation>
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
            <source>Every series is left out: keep at least one.</source>
            <translation>Semua seri dikecualikan: sisakan paling sedikit satu.</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/preview/sheet.py" />
            <source>Still looking up {}.</source>
            <translation>Masih mencari {}.</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/preview/sheet.py" />
            <source>The patient IDs differ: a person must enter their name first.</source>
            <translation>ID pasien berbeda: petugas harus mengisikan namanya dahulu.</translation>
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
            <source>Clea&amp;r finished</source>
            <translation>Ber&amp;sihkan</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/jobs/queue.py" />
            <source>Clear finished</source>
            <translation>Bersihkan yang selesai</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/jobs/queue.py" />
            <source>Take what is done or cancelled off the list</source>
            <translation>Singkirkan yang selesai atau dibatalkan dari daftar</translation>
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
        <name>Row</name>
        <message>
            <location filename="../../mkiso_desktop/gui/settings/row.py" />
            <source>Set by your site</source>
            <translation>Ditetapkan oleh rumah sakit Anda</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/settings/row.py" />
            <source>Changed, not saved yet</source>
            <translation>Diubah, belum disimpan</translation>
        </message>
    </context>
    <context>
        <name>RowLine</name>
        <message>
            <location filename="../../mkiso_desktop/gui/search/row.py" />
            <source>Keep only this patient</source>
            <translation>Hanya pasien ini</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/search/row.py" />
            <source>Remove</source>
            <translation>Hapus</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/search/row.py" />
            <source>Remove {}</source>
            <translation>Hapus {}</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/search/row.py" />
            <source>Del</source>
            <translation>Del</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/search/row.py" />
            <source>Keep only {}</source>
            <translation>Hanya {}</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/search/row.py" />
            <source>Not found. Did you mean:</source>
            <translation>Tidak ditemukan. Maksud Anda:</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/search/row.py" />
            <source>Looking it up…</source>
            <translation>Sedang dicari…</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/search/row.py" />
            <source>Known, but nothing is in the PACS yet</source>
            <translation>Dikenal, tetapi belum ada apa pun di PACS</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/search/row.py" />
            <source>Not found</source>
            <translation>Tidak ditemukan</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/search/row.py" />
            <source>The PACS did not answer</source>
            <translation>PACS tidak menjawab</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/search/row.py" />
            <source>Without a name</source>
            <translation>Tanpa nama</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/search/row.py" />
            <source>Another patient: {}</source>
            <translation>Pasien lain: {}</translation>
        </message>
    </context>
    <context>
        <name>Rows</name>
        <message>
            <location filename="../../mkiso_desktop/gui/jobs/rows.py" />
            <source>Jobs</source>
            <translation>Pekerjaan</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/search/rows.py" />
            <source>&amp;Go on without the other one</source>
            <translation>&amp;Lanjutkan tanpa satu yang lain</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/search/rows.py" />
            <source>&amp;Go on without the other {}</source>
            <translation>&amp;Lanjutkan tanpa {} yang lain</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/search/rows.py" />
            <source>{} found</source>
            <translation>{} ditemukan</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/search/rows.py" />
            <source>{} of another patient</source>
            <translation>{} milik pasien lain</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/search/rows.py" />
            <source>{} not found</source>
            <translation>{} tidak ditemukan</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/search/rows.py" />
            <source>{} not in the PACS yet</source>
            <translation>{} belum ada di PACS</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/search/rows.py" />
            <source>{} without an answer</source>
            <translation>{} tanpa jawaban</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/search/rows.py" />
            <source>{} unusable</source>
            <translation>{} tidak dapat dipakai</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/search/rows.py" />
            <source>{} still looked up</source>
            <translation>{} masih dicari</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/search/rows.py" />
            <source>1 double dropped</source>
            <translation>1 nomor ganda dibuang</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/search/rows.py" />
            <source>{} doubles dropped</source>
            <translation>{} nomor ganda dibuang</translation>
        </message>
    </context>
    <context>
        <name>Search</name>
        <message>
            <location filename="../../mkiso_desktop/gui/search/search.py" />
            <source>{} accession numbers are too many for one disc</source>
            <translation>{} nomor akses terlalu banyak untuk satu cakram</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/search/search.py" />
            <source>One disc takes at most {}.</source>
            <translation>Satu cakram memuat paling banyak {}.</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/search/search.py" />
            <source>&amp;Look up the first {}</source>
            <translation>Cari {} yang &amp;pertama</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/search/search.py" />
            <source>Not all numbers have been looked up yet.</source>
            <translation>Belum semua nomor selesai dicari.</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/search/search.py" />
            <source>One number would be missing on the disc: go on without it?</source>
            <translation>Satu nomor tidak akan ada di cakram: lanjutkan tanpanya?</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/search/search.py" />
            <source>{} numbers would be missing on the disc: go on without them?</source>
            <translation>{} nomor tidak akan ada di cakram: lanjutkan tanpanya?</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/search/search.py" />
            <source>None of these numbers has images</source>
            <translation>Tidak satu pun nomor ini memiliki gambar</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/search/search.py" />
            <source>Each row says why.</source>
            <translation>Setiap baris menyebut alasannya.</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/search/search.py" />
            <source>Did you mean {}?</source>
            <translation>Maksud Anda {}?</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/search/search.py" />
            <source>Did you mean one of these?</source>
            <translation>Maksud Anda salah satu dari ini?</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/search/search.py" />
            <source>There is no {}</source>
            <translation>Tidak ada {}</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/search/search.py" />
            <source>There were very many files: only the first were read.</source>
            <translation>Berkasnya banyak sekali: hanya yang pertama dibaca.</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/search/search.py" />
            <source>There is no accession number in what was dropped</source>
            <translation>Tidak ada nomor akses dalam yang dilepaskan</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/search/search.py" />
            <source>Drop a text, a list (.txt, .csv, .tsv), DICOM files or a folder of them.</source>
            <translation>Lepaskan teks, daftar (.txt, .csv, .tsv), berkas DICOM, atau foldernya.</translation>
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
            <source>Reading what was dropped</source>
            <translation>Membaca yang dilepaskan</translation>
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
        <name>SecretEditor</name>
        <message>
            <location filename="../../mkiso_desktop/gui/settings/secret.py" />
            <source>Remove</source>
            <translation>Hapus</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/settings/secret.py" />
            <source>Remove: {}</source>
            <translation>Hapus: {}</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/settings/secret.py" />
            <source>Stands in config.toml; type to replace it</source>
            <translation>Tersimpan di config.toml; ketik untuk menggantinya</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/settings/secret.py" />
            <source>Comes from the environment variable</source>
            <translation>Berasal dari variabel lingkungan</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/settings/secret.py" />
            <source>Kept in the key store; type to replace it</source>
            <translation>Tersimpan di penyimpanan kunci; ketik untuk menggantinya</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/settings/secret.py" />
            <source>Kept in a private file; type to replace it</source>
            <translation>Tersimpan di berkas pribadi; ketik untuk menggantinya</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/settings/secret.py" />
            <source>None</source>
            <translation>Belum ada</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/settings/secret.py" />
            <source>Cannot be looked up now</source>
            <translation>Saat ini tidak dapat diperiksa</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/settings/secret.py" />
            <source>Will be removed</source>
            <translation>Akan dihapus</translation>
        </message>
    </context>
    <context>
        <name>SettingsWindow</name>
        <message>
            <location filename="../../mkiso_desktop/gui/settings/window.py" />
            <source>Settings</source>
            <translation>Pengaturan</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/settings/window.py" />
            <source>Search</source>
            <translation>Cari</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/settings/window.py" />
            <source>Search in all settings</source>
            <translation>Cari di semua pengaturan</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/settings/window.py" />
            <source>No setting is called that.</source>
            <translation>Tidak ada pengaturan dengan nama itu.</translation>
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
        <name>Sources</name>
        <message>
            <location filename="../../mkiso_desktop/gui/preview/card.py" />
            <source>One of several patients</source>
            <translation>Salah satu dari beberapa pasien</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/preview/card.py" />
            <source>Known from the PACS alone</source>
            <translation>Hanya dari PACS</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/preview/card.py" />
            <source>Patient API and PACS differ</source>
            <translation>API pasien dan PACS berbeda</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/preview/card.py" />
            <source>Patient API and PACS agree</source>
            <translation>API pasien dan PACS cocok</translation>
        </message>
    </context>
    <context>
        <name>StatusBar</name>
        <message>
            <location filename="../../mkiso_desktop/gui/status/bar.py" />
            <source>News of the connections</source>
            <translation>Kabar sambungan</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/status/bar.py" />
            <source>&amp;History</source>
            <translation>Ri&amp;wayat</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/status/bar.py" />
            <source>Settings</source>
            <translation>Pengaturan</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/status/bar.py" />
            <source>Help</source>
            <translation>Bantuan</translation>
        </message>
    </context>
    <context>
        <name>Steps</name>
        <message>
            <location filename="../../mkiso_desktop/gui/settings/steps.py" />
            <source>Step {0} of {1}: {2}</source>
            <translation>Langkah {0} dari {1}: {2}</translation>
        </message>
    </context>
    <context>
        <name>Strip</name>
        <message>
            <location filename="../../mkiso_desktop/gui/history/strip.py" />
            <source>Make a&amp;gain…</source>
            <translation>Buat la&amp;gi…</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/history/strip.py" />
            <source>&amp;Open folder</source>
            <translation>Buka &amp;folder</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/history/strip.py" />
            <source>&amp;Look up</source>
            <translation>&amp;Cari</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/history/strip.py" />
            <source>Handed &amp;to…</source>
            <translation>&amp;Diserahkan kepada…</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/history/strip.py" />
            <source>Make it &amp;again</source>
            <translation>Buat &amp;lagi</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/history/strip.py" />
            <source>Not now</source>
            <translation>Nanti saja</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/history/strip.py" />
            <source>Patient not known</source>
            <translation>Pasien tidak diketahui</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/history/strip.py" />
            <source>Job {0}, {1}, {2}, at {3}</source>
            <translation>Pekerjaan {0}, {1}, {2}, di {3}</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/history/strip.py" />
            <source>Job {0}, {1}, asked for by {2}</source>
            <translation>Pekerjaan {0}, {1}, diminta oleh {2}</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/history/strip.py" />
            <source>Missing images were accepted by {}</source>
            <translation>Gambar yang kurang disetujui oleh {}</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/history/strip.py" />
            <source>Another patient ID was accepted by {}</source>
            <translation>ID pasien lain disetujui oleh {}</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/history/strip.py" />
            <source>Handed to {0}, {1}</source>
            <translation>Diserahkan kepada {0}, {1}</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/history/strip.py" />
            <source>Handed to {0} ({1}), {2}</source>
            <translation>Diserahkan kepada {0} ({1}), {2}</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/history/strip.py" />
            <source>The ISO is not there any more.</source>
            <translation>ISO-nya sudah tidak ada.</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/history/strip.py" />
            <source>{0} again, for {1}?</source>
            <translation>{0} lagi, untuk {1}?</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/history/strip.py" />
            <source>{0} again?</source>
            <translation>{0} lagi?</translation>
        </message>
    </context>
    <context>
        <name>StudiesModel</name>
        <message>
            <location filename="../../mkiso_desktop/gui/preview/studies.py" />
            <source>Study</source>
            <translation>Pemeriksaan</translation>
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
            <source>Images</source>
            <translation>Gambar</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/preview/studies.py" />
            <source>Size, about</source>
            <translation>Perkiraan</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/preview/studies.py" />
            <source>Accession number</source>
            <translation>Nomor akses</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/preview/studies.py" />
            <source>Without a date</source>
            <translation>Tanpa tanggal</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/preview/studies.py" />
            <source>No description</source>
            <translation>Tanpa keterangan</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/preview/studies.py" />
            <source>Series {}</source>
            <translation>Seri {}</translation>
        </message>
    </context>
    <context>
        <name>StudiesTree</name>
        <message>
            <location filename="../../mkiso_desktop/gui/preview/studies.py" />
            <source>Studies and series</source>
            <translation>Pemeriksaan dan seri</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/preview/studies.py" />
            <source>Space leaves a series out</source>
            <translation>Spasi mengecualikan seri</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/preview/studies.py" />
            <source>Series {}</source>
            <translation>Seri {}</translation>
        </message>
    </context>
    <context>
        <name>SwitchEditor</name>
        <message>
            <location filename="../../mkiso_desktop/gui/settings/editors.py" />
            <source>Yes</source>
            <translation>Ya</translation>
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
        <message>
            <location filename="../../mkiso_desktop/gui/notice.py" />
            <source>What happened, and nothing about any patient</source>
            <translation>Yang terjadi, tanpa data pasien</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/notice.py" />
            <source>Copied</source>
            <translation>Tersalin</translation>
        </message>
    </context>
    <context>
        <name>Threshold</name>
        <message>
            <location filename="../../mkiso_desktop/gui/threshold.py" />
            <source>Accession number</source>
            <translation>Nomor akses</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/threshold.py" />
            <source>Accession numbers</source>
            <translation>Nomor akses</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/threshold.py" />
            <source>&amp;Find</source>
            <translation>&amp;Cari</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/threshold.py" />
            <source>Find</source>
            <translation>Cari</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/threshold.py" />
            <source>Scan or type an accession number</source>
            <translation>Pindai atau ketik nomor akses</translation>
        </message>
    </context>
    <context>
        <name>Trial</name>
        <message>
            <location filename="../../mkiso_desktop/gui/settings/trial.py" />
            <source>The test was stopped.</source>
            <translation>Pengujian dihentikan.</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/settings/trial.py" />
            <source>Mend what is marked first, then test again.</source>
            <translation>Perbaiki dahulu yang ditandai, lalu uji lagi.</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/settings/trial.py" />
            <source>Stop &amp;test</source>
            <translation>&amp;Hentikan pengujian</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/settings/trial.py" />
            <source>&amp;Test connection</source>
            <translation>&amp;Uji sambungan</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/settings/trial.py" />
            <source>&amp;Test folder</source>
            <translation>&amp;Uji folder</translation>
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
        <message>
            <location filename="../../mkiso_desktop/gui/search/pages.py" />
            <source>Open s&amp;ettings</source>
            <translation>Buka p&amp;engaturan</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/search/pages.py" />
            <source>Open settings</source>
            <translation>Buka pengaturan</translation>
        </message>
    </context>
    <context>
        <name>UndoBar</name>
        <message>
            <location filename="../../mkiso_desktop/gui/jobs/undo.py" />
            <source>&amp;Undo</source>
            <translation>&amp;Urungkan</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/jobs/undo.py" />
            <source>Undo the removal</source>
            <translation>Urungkan penghapusan</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/jobs/undo.py" />
            <source>Ctrl+Z</source>
            <translation>Ctrl+Z</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/jobs/undo.py" />
            <source>Removed.</source>
            <translation>Dihapus.</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/jobs/undo.py" />
            <source>{} removed.</source>
            <translation>{} dihapus.</translation>
        </message>
    </context>
    <context>
        <name>acts</name>
        <message>
            <location filename="../../mkiso_desktop/gui/acts.py" />
            <source>Open folder</source>
            <translation>Buka folder</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/acts.py" />
            <source>Copy file</source>
            <translation>Salin berkas</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/acts.py" />
            <source>Try again</source>
            <translation>Coba lagi</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/acts.py" />
            <source>Continue</source>
            <translation>Lanjutkan</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/acts.py" />
            <source>Make it anyway…</source>
            <translation>Tetap buat…</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/acts.py" />
            <source>Save elsewhere…</source>
            <translation>Simpan di tempat lain…</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/acts.py" />
            <source>Open settings</source>
            <translation>Buka pengaturan</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/acts.py" />
            <source>Cancel</source>
            <translation>Batalkan</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/acts.py" />
            <source>Copy for support</source>
            <translation>Salin untuk bantuan teknis</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/acts.py" />
            <source>Remove from the list</source>
            <translation>Hapus dari daftar</translation>
        </message>
    </context>
    <context>
        <name>errors</name>
        <message>
            <source>{0}; did you mean {1}?</source>
            <translation>{0}; maksud Anda {1}?</translation>
        </message>
        <message>
            <source>mkiso-desktop, demo hospital</source>
            <translation>mkiso-desktop, rumah sakit demo</translation>
        </message>
        <message>
            <source>is also the port of the station</source>
            <translation>juga dipakai sebagai port station</translation>
        </message>
        <message>
            <source>a mistake</source>
            <translation>satu kesalahan</translation>
        </message>
        <message>
            <source>{0} mistakes</source>
            <translation>{0} kesalahan</translation>
        </message>
        <message>
            <source>{0} {1} had no {2}: the directory makes one up</source>
            <translation>{0} {1} tidak memiliki {2}: direktori memberinya nilai buatan</translation>
        </message>
        <message>
            <source>{0} {1} had a {2} that breaks DICOM's rules: the directory makes one up</source>
            <translation>{0} {1} memiliki {2} yang melanggar aturan DICOM: direktori memberinya nilai buatan</translation>
        </message>
        <message>
            <source>{0} {1} had an {2} that breaks DICOM's rules: the directory makes one up</source>
            <translation>{0} {1} memiliki {2} yang melanggar aturan DICOM: direktori memberinya nilai buatan</translation>
        </message>
        <message>
            <source>{0} {1} had a {2} that breaks DICOM's rules: the directory leaves it out</source>
            <translation>{0} {1} memiliki {2} yang melanggar aturan DICOM: direktori tidak memuatnya</translation>
        </message>
        <message>
            <source>{0} {1} had an {2} that breaks DICOM's rules: the directory leaves it out</source>
            <translation>{0} {1} memiliki {2} yang melanggar aturan DICOM: direktori tidak memuatnya</translation>
        </message>
        <message>
            <source>{0} {1} had a {2} that breaks DICOM's rules: the directory has it shortened or with ? in it</source>
            <translation>{0} {1} memiliki {2} yang melanggar aturan DICOM: direktori memuatnya dalam bentuk singkat atau dengan tanda ?</translation>
        </message>
        <message>
            <source>{0} {1} had an {2} that breaks DICOM's rules: the directory has it shortened or with ? in it</source>
            <translation>{0} {1} memiliki {2} yang melanggar aturan DICOM: direktori memuatnya dalam bentuk singkat atau dengan tanda ?</translation>
        </message>
        <message>
            <source>patient</source>
            <translation>pasien</translation>
        </message>
        <message>
            <source>patients</source>
            <translation>pasien</translation>
        </message>
        <message>
            <source>study</source>
            <translation>pemeriksaan</translation>
        </message>
        <message>
            <source>studies</source>
            <translation>pemeriksaan</translation>
        </message>
        <message>
            <source>image</source>
            <translation>gambar</translation>
        </message>
        <message>
            <source>images</source>
            <translation>gambar</translation>
        </message>
        <message>
            <source>object</source>
            <translation>objek</translation>
        </message>
        <message>
            <source>objects</source>
            <translation>objek</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/core/config.py" />
            <source>cannot be done by this version yet; use "c-move" or "c-get"</source>
            <translation>belum didukung versi ini; gunakan "c-move" atau "c-get"</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/core/config.py" />
            <source>needs {0} as well</source>
            <translation>memerlukan {0} juga</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/core/config.py" />
            <source>needs auth_header, the name of the HTTP header that carries it</source>
            <translation>memerlukan auth_header, yaitu nama header HTTP yang membawanya</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/core/config.py" />
            <source>is one half: tls.certificate and tls.key need one another</source>
            <translation>baru separuh: tls.certificate dan tls.key saling memerlukan</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/core/config.py" />
            <source>listener.port = {0}: is also the port of the station</source>
            <translation>listener.port = {0}: juga dipakai sebagai port station</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/core/config.py" />
            <source>must not be empty when dicomweb.kind is "{0}"</source>
            <translation>tidak boleh kosong jika dicomweb.kind adalah "{0}"</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/core/config.py" />
            <source>{0} have {1} mistakes</source>
            <translation>{0} memiliki {1} kesalahan</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/core/config.py" />
            <source>{0} have a mistake</source>
            <translation>{0} memiliki satu kesalahan</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/core/config.py" />
            <source>{0} has {1} mistakes</source>
            <translation>{0} memiliki {1} kesalahan</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/core/config.py" />
            <source>{0} has a mistake</source>
            <translation>{0} memiliki satu kesalahan</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/core/config_file.py" />
            <source>The configuration file is not TOML</source>
            <translation>Berkas konfigurasi bukan TOML</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/core/errors.py" />
            <source>This computer could not write to its disk: {0}</source>
            <translation>Komputer ini tidak dapat menulis ke disknya: {0}</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/core/errors.py" />
            <source>Free some space on the disk that holds {0}, or check that you may write there, and start the job again.</source>
            <translation>Kosongkan ruang pada disk tempat {0}, atau periksa apakah Anda boleh menulis di sana, lalu mulai lagi pekerjaan ini.</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/core/logs.py" />
            <source>Something unexpected happened in this program</source>
            <translation>Terjadi sesuatu yang tidak terduga di program ini</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/core/logs.py" />
            <source>Try again. If it happens again, send the log file to whoever looks after mkiso-desktop.</source>
            <translation>Coba lagi. Jika terjadi lagi, kirim berkas log kepada petugas yang mengurus mkiso-desktop.</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/core/mistakes.py" />
            <source>is not a section that we know</source>
            <translation>bukan bagian yang kami kenal</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/core/mistakes.py" />
            <source>must be true or false</source>
            <translation>harus true atau false</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/core/mistakes.py" />
            <source>must be one of {0}</source>
            <translation>harus salah satu dari {0}</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/core/mistakes.py" />
            <source>is not a key that we know</source>
            <translation>bukan kunci yang kami kenal</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/core/mistakes.py" />
            <source>must be a number</source>
            <translation>harus berupa angka</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/core/mistakes.py" />
            <source>must be an ordinary number</source>
            <translation>harus berupa angka biasa</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/core/mistakes.py" />
            <source>must be more than {0}</source>
            <translation>harus lebih dari {0}</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/core/mistakes.py" />
            <source>must be at least {0}</source>
            <translation>paling sedikit {0}</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/core/mistakes.py" />
            <source>must be a whole number</source>
            <translation>harus berupa bilangan bulat</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/core/mistakes.py" />
            <source>must be at most {0}</source>
            <translation>paling banyak {0}</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/core/mistakes.py" />
            <source>must be a section: [{0}]</source>
            <translation>harus berupa bagian: [{0}]</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/core/mistakes.py" />
            <source>must be text in quotes</source>
            <translation>harus berupa teks dalam tanda kutip</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/core/mistakes.py" />
            <source>must be a list in square brackets</source>
            <translation>harus berupa daftar dalam kurung siku</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/core/places.py" />
            <source>There is no configuration yet</source>
            <translation>Belum ada konfigurasi</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/core/places.py" />
            <source>Copy {0} to {1} and fill it in, or name a file with --config.</source>
            <translation>Salin {0} ke {1} lalu isi, atau sebutkan berkasnya dengan --config.</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/core/places.py" />
            <source>Looked for {0}</source>
            <translation>Yang dicari: {0}</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/core/request.py" />
            <source>No accession number was given</source>
            <translation>Nomor akses belum diisi</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/core/request.py" />
            <source>Scan or type an accession number.</source>
            <translation>Pindai atau ketik nomor akses.</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/core/request.py" />
            <source>{0} accession numbers are too many for one disc</source>
            <translation>{0} nomor akses terlalu banyak untuk satu cakram</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/core/request.py" />
            <source>Ask for at most {0} at a time.</source>
            <translation>Minta paling banyak {0} sekaligus.</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/core/request.py" />
            <source>{0} series are too many to be left out one by one</source>
            <translation>{0} seri terlalu banyak untuk dikecualikan satu per satu</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/core/request.py" />
            <source>Leave out at most {0}, or ask for fewer accession numbers.</source>
            <translation>Kecualikan paling banyak {0}, atau minta lebih sedikit nomor akses.</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/core/request.py" />
            <source>A series that is to be left out has no UID</source>
            <translation>Ada seri yang hendak dikecualikan tetapi tidak memiliki UID</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/core/request.py" />
            <source>Search again.</source>
            <translation>Cari lagi.</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/core/request.py" />
            <source>An accession number is empty</source>
            <translation>Ada nomor akses yang kosong</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/core/request.py" />
            <source>Scan or type it again, exactly as it is printed.</source>
            <translation>Pindai atau ketik lagi, persis seperti yang tercetak.</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/core/request.py" />
            <source>An accession number cannot contain *, ? or \</source>
            <translation>Nomor akses tidak boleh memuat *, ? atau \</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/core/request.py" />
            <source>An accession number cannot contain control characters</source>
            <translation>Nomor akses tidak boleh memuat karakter kendali</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/core/request.py" />
            <source>An accession number has at most {0} characters</source>
            <translation>Nomor akses paling panjang {0} karakter</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/core/request.py" />
            <source>An accession number has only plain letters, digits and signs</source>
            <translation>Nomor akses hanya memuat huruf, angka, dan tanda biasa</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/core/request.py" />
            <source>This is not what an accession number looks like here</source>
            <translation>Bentuk nomor akses di sini tidak seperti ini</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/core/secrets.py" />
            <source>The system's key store did not open for {0}</source>
            <translation>Penyimpanan kunci sistem tidak terbuka untuk {0}</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/core/secrets.py" />
            <source>Unlock it and try again, or name an environment variable in {0}_env.</source>
            <translation>Buka kuncinya lalu coba lagi, atau sebutkan variabel lingkungan di {0}_env.</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/core/secrets.py" />
            <source>The secret {0} cannot be sent</source>
            <translation>Rahasia {0} tidak dapat dikirim</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/core/secrets.py" />
            <source>It must be one line of plain letters, digits and signs: look for a line end, a tabulator or an accent in it.</source>
            <translation>Harus satu baris huruf, angka, dan tanda biasa: periksa apakah ada ganti baris, tab, atau huruf beraksen di dalamnya.</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/core/secrets.py" />
            <source>The secret {0} is missing</source>
            <translation>Rahasia {0} belum ada</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/core/secrets.py" />
            <source>{0}_env names the environment variable {1}, which is not set. Set it, or put the secret into the system's key store.</source>
            <translation>{0}_env menyebut variabel lingkungan {1}, yang belum diisi. Isilah, atau simpan rahasianya di penyimpanan kunci sistem.</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/core/secrets.py" />
            <source>It must be one line of plain letters, digits and signs.</source>
            <translation>Harus satu baris huruf, angka, dan tanda biasa.</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/core/secrets.py" />
            <source>The file with this user's secrets was open to others</source>
            <translation>Berkas rahasia pengguna ini terbuka bagi orang lain</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/core/secrets.py" />
            <source>Close it (chmod 600 {0}) and change the secrets: somebody may know them.</source>
            <translation>Tutup aksesnya (chmod 600 {0}) dan ganti rahasianya: mungkin ada yang sudah mengetahuinya.</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/core/secrets.py" />
            <source>The file with this user's secrets cannot be read</source>
            <translation>Berkas rahasia pengguna ini tidak dapat dibaca</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/core/secrets.py" />
            <source>Remove {0} and give the secrets again in the settings.</source>
            <translation>Hapus {0} lalu isikan lagi rahasianya di pengaturan.</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/core/toml_file.py" />
            <source>The configuration file is not there</source>
            <translation>Berkas konfigurasi tidak ada</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/core/toml_file.py" />
            <source>{0} does not exist. Copy config.example.toml there and fill it in.</source>
            <translation>{0} tidak ada. Salin config.example.toml ke sana lalu isi.</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/core/toml_file.py" />
            <source>The configuration file cannot be read</source>
            <translation>Berkas konfigurasi tidak dapat dibaca</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/core/toml_file.py" />
            <source>The configuration file is not text</source>
            <translation>Berkas konfigurasi bukan teks</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/core/toml_file.py" />
            <source>{0} must be saved as UTF-8.</source>
            <translation>{0} harus disimpan sebagai UTF-8.</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/core/values.py" />
            <source>must be one line without control characters</source>
            <translation>harus satu baris tanpa karakter kendali</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/core/values.py" />
            <source>must not be empty: an AE title has 1 to 16 characters</source>
            <translation>tidak boleh kosong: AE title terdiri dari 1 sampai 16 karakter</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/core/values.py" />
            <source>is too long: an AE title has 1 to 16 characters</source>
            <translation>terlalu panjang: AE title terdiri dari 1 sampai 16 karakter</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/core/values.py" />
            <source>may hold plain letters, digits and signs, but no backslash</source>
            <translation>hanya boleh huruf, angka, dan tanda biasa, tanpa garis miring terbalik</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/core/values.py" />
            <source>must not be empty: give an IP address or the name of a machine</source>
            <translation>tidak boleh kosong: isi alamat IP atau nama komputer</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/core/values.py" />
            <source>must be an IP address or the name of a machine, with nothing around it</source>
            <translation>harus alamat IP atau nama komputer saja, tanpa tambahan apa pun</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/core/values.py" />
            <source>must be an IP address</source>
            <translation>harus berupa alamat IP</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/core/values.py" />
            <source>has bits set outside the network; did you mean {0}?</source>
            <translation>berisi bit di luar jaringan itu; maksud Anda {0}?</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/core/values.py" />
            <source>must begin with http:// or https:// and name a machine</source>
            <translation>harus diawali http:// atau https:// dan menyebut nama komputer</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/core/values.py" />
            <source>must not hold a user name or a password</source>
            <translation>tidak boleh memuat nama pengguna atau kata sandi</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/core/values.py" />
            <source>must be scheme and machine alone, such as http://his.hospital.local</source>
            <translation>harus skema dan nama komputer saja, misalnya http://his.hospital.local</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/core/values.py" />
            <source>must begin with / and hold no spaces</source>
            <translation>harus diawali / dan tidak memuat spasi</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/core/values.py" />
            <source>must hold {0} once, and no other braces</source>
            <translation>harus memuat {0} satu kali, tanpa kurung kurawal lain</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/core/values.py" />
            <source>must be the name of an HTTP header</source>
            <translation>harus berupa nama header HTTP</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/core/values.py" />
            <source>must be the name of an environment variable</source>
            <translation>harus berupa nama variabel lingkungan</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/core/values.py" />
            <source>must begin with postgresql+psycopg:// or sqlite:///</source>
            <translation>harus diawali postgresql+psycopg:// atau sqlite:///</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/core/values.py" />
            <source>must not be empty</source>
            <translation>tidak boleh kosong</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/core/values.py" />
            <source>must be one line of plain letters, digits and signs</source>
            <translation>harus satu baris huruf, angka, dan tanda biasa</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/core/values.py" />
            <source>must be a network such as 10.1.0.0/16, or an IP address</source>
            <translation>harus berupa jaringan seperti 10.1.0.0/16, atau alamat IP</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/core/values.py" />
            <source>must end before any ? or #</source>
            <translation>harus berakhir sebelum ? atau #</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/core/values.py" />
            <source>is not a regular expression: {0}</source>
            <translation>bukan ekspresi reguler: {0}</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/core/values.py" />
            <source>begins with a user whom this computer does not know</source>
            <translation>diawali nama pengguna yang tidak dikenal komputer ini</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/net/association.py" />
            <source>{0} did not answer</source>
            <translation>{0} tidak menjawab</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/net/association.py" />
            <source>Check that the PACS is running and that this computer reaches it over the network, then try again.</source>
            <translation>Periksa apakah PACS berjalan dan terjangkau dari komputer ini lewat jaringan, lalu coba lagi.</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/net/association.py" />
            <source>{0} stopped answering</source>
            <translation>{0} berhenti menjawab</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/net/association.py" />
            <source>{0} does not come to an end</source>
            <translation>{0} tidak kunjung selesai</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/net/association.py" />
            <source>Wait a moment and try again. If it happens again, tell the PACS administrator.</source>
            <translation>Tunggu sebentar lalu coba lagi. Jika terjadi lagi, beri tahu administrator PACS.</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/net/association.py" />
            <source>{0} does not accept a connection from {1}</source>
            <translation>{0} tidak menerima sambungan dari {1}</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/net/association.py" />
            <source>Ask the PACS administrator to allow the AE title {0} from this computer, and check that the PACS is really called {1}.</source>
            <translation>Minta administrator PACS mengizinkan AE title {0} dari komputer ini, dan periksa apakah PACS memang bernama {1}.</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/net/association.py" />
            <source>{0} offers nothing of what we asked for</source>
            <translation>{0} tidak menawarkan apa pun yang kami minta</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/net/association.py" />
            <source>Ask the PACS administrator to allow query and retrieve (Study Root) for the AE title {0}.</source>
            <translation>Minta administrator PACS mengizinkan query dan retrieve (Study Root) untuk AE title {0}.</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/net/association.py" />
            <source>{0} does not offer what we asked for</source>
            <translation>{0} tidak menawarkan yang kami minta</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/net/association.py" />
            <source>Ask the PACS administrator to allow query and retrieve (Study Root) for this computer.</source>
            <translation>Minta administrator PACS mengizinkan query dan retrieve (Study Root) untuk komputer ini.</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/net/association.py" />
            <source>{0} broke off the connection</source>
            <translation>{0} memutus sambungan</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/net/association.py" />
            <source>Try again. If it happens again, tell the PACS administrator.</source>
            <translation>Coba lagi. Jika terjadi lagi, beri tahu administrator PACS.</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/net/association.py" />
            <source>{0} has no room for another connection</source>
            <translation>{0} tidak dapat menerima sambungan lagi</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/net/association.py" />
            <source>Wait a moment and try again. If it happens often, tell the PACS administrator.</source>
            <translation>Tunggu sebentar lalu coba lagi. Jika sering terjadi, beri tahu administrator PACS.</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/net/dimse.py" />
            <source>{0} refused the request</source>
            <translation>{0} menolak permintaan</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/net/dimse.py" />
            <source>Try again in a moment. If it happens again, send the details to the PACS administrator.</source>
            <translation>Coba lagi sebentar lagi. Jika terjadi lagi, kirim rinciannya kepada administrator PACS.</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/net/dimse.py" />
            <source>status 0x{0} {1}</source>
            <translation>status 0x{0} {1}</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/net/dimse.py" />
            <source>status 0x{0}</source>
            <translation>status 0x{0}</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/net/dimse.py" />
            <source>{0} would not send to {1}</source>
            <translation>{0} tidak mau mengirim ke {1}</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/net/dimse.py" />
            <source>Ask the PACS administrator to register this station as a move destination: AE title {0}, this computer's address, port {1}. If it is registered, see whether a firewall closes that port.</source>
            <translation>Minta administrator PACS mendaftarkan komputer ini sebagai tujuan move: AE title {0}, alamat komputer ini, port {1}. Jika sudah terdaftar, periksa apakah firewall menutup port itu.</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/net/dimse.py" />
            <source>{0} gives more than {1} answers to one question</source>
            <translation>{0} memberi lebih dari {1} jawaban untuk satu pertanyaan</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/net/dimse.py" />
            <source>Tell the PACS administrator: the query by accession number, study or series does not seem to be honoured.</source>
            <translation>Beri tahu administrator PACS: pencarian menurut nomor akses, pemeriksaan, atau seri tampaknya tidak diindahkan.</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/net/gate.py" />
            <source>a study that nobody asked for</source>
            <translation>pemeriksaan yang tidak diminta</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/net/gate.py" />
            <source>another patient's</source>
            <translation>milik pasien lain</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/net/gate.py" />
            <source>not in the archive's inventory</source>
            <translation>tidak ada dalam daftar arsip</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/net/gate.py" />
            <source>a second version of an instance that is already here</source>
            <translation>versi kedua dari objek yang sudah ada di sini</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/net/gate.py" />
            <source>not what its sender said it is</source>
            <translation>tidak sesuai dengan keterangan pengirimnya</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/net/gate.py" />
            <source>not a whole data set</source>
            <translation>data tidak utuh</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/net/patient_answer.py" />
            <source>The hospital's patient API does not know this accession number</source>
            <translation>API pasien rumah sakit tidak mengenal nomor akses ini</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/net/patient_answer.py" />
            <source>Check the number on the paper and scan it again.</source>
            <translation>Periksa nomor di kertas lalu pindai lagi.</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/net/patient_answer.py" />
            <source>The patient API's answer has no usable {0}</source>
            <translation>Jawaban API pasien tidak memuat {0} yang dapat dipakai</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/net/patient_answer.py" />
            <source>The patient API's answer has no usable record</source>
            <translation>Jawaban API pasien tidak memuat data yang dapat dipakai</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/net/patient_answer.py" />
            <source>Compare [patient_api.fields] with what the API answers, or ask who runs it.</source>
            <translation>Cocokkan [patient_api.fields] dengan jawaban API, atau tanyakan kepada pengelolanya.</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/net/patient_answer.py" />
            <source>The hospital's patient API names several patients for one accession number</source>
            <translation>API pasien rumah sakit menyebut beberapa pasien untuk satu nomor akses</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/net/patient_answer.py" />
            <source>Do not hand out a disc. Ask the hospital's information system who the patient is.</source>
            <translation>Jangan serahkan cakram. Periksa di SIMRS siapa pasiennya.</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/net/patient_answer.py" />
            <source>The patient API answered with a web page instead of JSON</source>
            <translation>API pasien menjawab dengan halaman web, bukan JSON</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/net/patient_answer.py" />
            <source>The patient API answered with something else instead of JSON</source>
            <translation>API pasien menjawab dengan sesuatu yang bukan JSON</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/net/patient_answer.py" />
            <source>Check base_url and path in [patient_api]: they may lead to a page for people.</source>
            <translation>Periksa base_url dan path di [patient_api]: mungkin mengarah ke halaman biasa.</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/net/patient_answer.py" />
            <source>The patient API answered about another accession number</source>
            <translation>API pasien menjawab tentang nomor akses lain</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/net/patient_answer.py" />
            <source>Check path in [patient_api]: the API does not seem to read our parameter.</source>
            <translation>Periksa path di [patient_api]: API tampaknya tidak membaca parameter kami.</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/net/patient_api.py" />
            <source>The patient API at {0} answered HTTP {1}</source>
            <translation>API pasien di {0} menjawab HTTP {1}</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/net/patient_api.py" />
            <source>Try again; if it stays so, show this to who runs it.</source>
            <translation>Coba lagi; jika tetap begitu, tunjukkan ini kepada pengelolanya.</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/net/patient_api.py" />
            <source>The patient API at {0} and this computer did not agree on TLS</source>
            <translation>API pasien di {0} dan komputer ini tidak sepakat soal TLS</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/net/patient_api.py" />
            <source>It must speak TLS 1.2 or later, and may want a certificate that it knows: [tls] certificate. Ask who runs it.</source>
            <translation>API harus memakai TLS 1.2 atau lebih baru, dan mungkin meminta sertifikat yang dikenalnya: [tls] certificate. Tanyakan kepada pengelolanya.</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/net/patient_api.py" />
            <source>No patient API is configured</source>
            <translation>API pasien belum diatur</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/net/patient_api.py" />
            <source>Fill in base_url in [patient_api] of the configuration.</source>
            <translation>Isi base_url di [patient_api] pada konfigurasi.</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/net/patient_api.py" />
            <source>This is not an accession number</source>
            <translation>Ini bukan nomor akses</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/net/patient_api.py" />
            <source>Scan or type it again.</source>
            <translation>Pindai atau ketik lagi.</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/net/patient_api.py" />
            <source>The patient API at {0} is not available now (HTTP {1})</source>
            <translation>API pasien di {0} sedang tidak tersedia (HTTP {1})</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/net/patient_api.py" />
            <source>Try again in a minute; if it stays so, ask who runs it.</source>
            <translation>Coba lagi satu menit lagi; jika tetap begitu, tanyakan kepada pengelolanya.</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/net/patient_api.py" />
            <source>The patient API at {0} refused our key (HTTP {1})</source>
            <translation>API pasien di {0} menolak kunci kami (HTTP {1})</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/net/patient_api.py" />
            <source>Check auth_header and auth_value in [patient_api], or ask who runs it for a new key.</source>
            <translation>Periksa auth_header dan auth_value di [patient_api], atau minta kunci baru kepada pengelolanya.</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/net/patient_api.py" />
            <source>The patient API at {0} sent us to another address (HTTP {1})</source>
            <translation>API pasien di {0} mengarahkan kami ke alamat lain (HTTP {1})</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/net/patient_api.py" />
            <source>For the key's sake we do not follow. Ask who runs it for its final address, and put that into base_url and path in [patient_api].</source>
            <translation>Demi keamanan kunci, kami tidak mengikutinya. Tanyakan alamat akhirnya kepada pengelolanya, lalu isikan ke base_url dan path di [patient_api].</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/net/patient_api.py" />
            <source>The patient API at {0} did not prove who it is</source>
            <translation>API pasien di {0} tidak membuktikan identitasnya</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/net/patient_api.py" />
            <source>Its TLS certificate is not valid today. Check this computer's clock; if that is right, ask whoever runs it for a new certificate.</source>
            <translation>Sertifikat TLS-nya tidak berlaku hari ini. Periksa jam komputer ini; jika sudah benar, minta sertifikat baru kepada pengelolanya.</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/net/patient_api.py" />
            <source>Its TLS certificate is not trusted on this computer. Ask the hospital's IT for the authority that signed it, as [tls] ca, or to renew it.</source>
            <translation>Sertifikat TLS-nya tidak dipercaya di komputer ini. Minta kepada TI rumah sakit sertifikat otoritas penandatangannya, untuk [tls] ca, atau pembaruannya.</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/net/patient_api.py" />
            <source>The patient API's address cannot be used</source>
            <translation>Alamat API pasien tidak dapat dipakai</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/net/patient_api.py" />
            <source>Check base_url and path in [patient_api] of the configuration.</source>
            <translation>Periksa base_url dan path di [patient_api] pada konfigurasi.</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/net/patient_api.py" />
            <source>The patient API at {0} cannot be reached</source>
            <translation>API pasien di {0} tidak terjangkau</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/net/patient_api.py" />
            <source>Check that it runs, that base_url in [patient_api] is right, and the network.</source>
            <translation>Periksa apakah API itu berjalan, apakah base_url di [patient_api] benar, dan jaringannya.</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/net/patient_api.py" />
            <source>The patient API at {0} did not answer in time</source>
            <translation>API pasien di {0} tidak menjawab pada waktunya</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/net/patient_api.py" />
            <source>The patient API at {0} broke off, or does not speak HTTP</source>
            <translation>API pasien di {0} memutus sambungan, atau tidak memakai HTTP</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/net/patient_api.py" />
            <source>The patient API's answer is far too long</source>
            <translation>Jawaban API pasien terlalu panjang</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/net/patient_api.py" />
            <source>Check path in [patient_api]: it may ask for all patients at once.</source>
            <translation>Periksa path di [patient_api]: mungkin meminta semua pasien sekaligus.</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/net/storage_scp.py" />
            <source>Port {0} on {1} cannot be opened for the archive to send to</source>
            <translation>Port {0} pada {1} tidak dapat dibuka untuk menerima kiriman arsip</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/net/storage_scp.py" />
            <source>Close the other program that uses it (perhaps another mkiso-desktop), or choose another port in [station] and tell the PACS administrator.</source>
            <translation>Tutup program lain yang memakainya (mungkin mkiso-desktop lain), atau pilih port lain di [station] dan beri tahu administrator PACS.</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/net/storage_scu.py" />
            <source>The CD publisher {0} did not answer</source>
            <translation>CD Publisher {0} tidak menjawab</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/net/storage_scu.py" />
            <source>Check that the publisher is switched on and connected to the network, then try again.</source>
            <translation>Periksa apakah CD Publisher menyala dan tersambung ke jaringan, lalu coba lagi.</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/net/storage_scu.py" />
            <source>The CD publisher {0} does not accept a connection from {1}</source>
            <translation>CD Publisher {0} tidak menerima sambungan dari {1}</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/net/storage_scu.py" />
            <source>Register the AE title {0} of this computer at the publisher, and check that the publisher is really called {1}.</source>
            <translation>Daftarkan AE title {0} komputer ini di CD Publisher, dan periksa apakah CD Publisher memang bernama {1}.</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/net/storage_scu.py" />
            <source>association rejected</source>
            <translation>asosiasi ditolak</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/net/storage_scu.py" />
            <source>The CD publisher stopped answering</source>
            <translation>CD Publisher berhenti menjawab</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/net/storage_scu.py" />
            <source>The CD publisher broke off the connection</source>
            <translation>CD Publisher memutus sambungan</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/net/storage_scu.py" />
            <source>Look at the publisher, then send the rest again.</source>
            <translation>Periksa CD Publisher, lalu kirim lagi sisanya.</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/net/storage_scu.py" />
            <source>A received image is no longer whole on this computer's disk</source>
            <translation>Ada gambar yang sudah diterima tetapi tidak utuh lagi di disk komputer ini</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/net/storage_scu.py" />
            <source>Check the disk, then start the job again.</source>
            <translation>Periksa disknya, lalu mulai lagi pekerjaan ini.</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/net/tls.py" />
            <source>The file of {0} is encrypted</source>
            <translation>Berkas {0} terenkripsi</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/net/tls.py" />
            <source>The file of {0} does not belong to tls.certificate</source>
            <translation>Berkas {0} bukan pasangan tls.certificate</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/net/tls.py" />
            <source>The file of {0} cannot be used</source>
            <translation>Berkas {0} tidak dapat dipakai</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/net/tls.py" />
            <source>The file of {0} cannot be read</source>
            <translation>Berkas {0} tidak dapat dibaca</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/net/tls.py" />
            <source>The file of {0} is not valid today</source>
            <translation>Berkas {0} tidak berlaku hari ini</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/net/tls.py" />
            <source>{0} = {1}: Save the key without a password, for this user alone.</source>
            <translation>{0} = {1}: Simpan kuncinya tanpa kata sandi, hanya untuk pengguna ini.</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/net/tls.py" />
            <source>{0} = {1}: Give the key that it was made with.</source>
            <translation>{0} = {1}: Berikan kunci yang dipakai saat membuatnya.</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/net/tls.py" />
            <source>{0} = {1}: It must be a PEM file, of today's strength.</source>
            <translation>{0} = {1}: Harus berupa berkas PEM dengan kekuatan masa kini.</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/net/tls.py" />
            <source>{0} = {1}: Check the path, and who may read it.</source>
            <translation>{0} = {1}: Periksa lokasinya, dan siapa yang boleh membacanya.</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/net/tls.py" />
            <source>{0} = {1}: Check this computer's clock, or ask for a new certificate.</source>
            <translation>{0} = {1}: Periksa jam komputer ini, atau minta sertifikat baru.</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/net/tls.py" />
            <source>{0} did not agree to a TLS connection</source>
            <translation>{0} tidak menyetujui sambungan TLS</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/net/tls.py" />
            <source>Check that the port is its port for TLS (often 2762), and that both sides trust each other's certificates: [tls] here, and the like there.</source>
            <translation>Periksa apakah port itu memang port TLS-nya (sering 2762), dan apakah kedua pihak saling memercayai sertifikatnya: [tls] di sini, dan padanannya di sana.</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/net/tls.py" />
            <source>{0} did not prove who it is</source>
            <translation>{0} tidak membuktikan identitasnya</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/net/tls.py" />
            <source>[tls] ca does not vouch for its TLS certificate. Ask its administrator for the authority that signed it, or for a certificate for servers and clients.</source>
            <translation>[tls] ca tidak menjamin sertifikat TLS-nya. Minta kepada administratornya sertifikat otoritas penandatangannya, atau sertifikat untuk server dan klien.</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/net/tls.py" />
            <source>{0} does not speak TLS 1.2 or later</source>
            <translation>{0} tidak memakai TLS 1.2 atau lebih baru</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/net/tls.py" />
            <source>Ask its administrator to switch TLS 1.2 or 1.3 on. The certificates are not to blame.</source>
            <translation>Minta administratornya mengaktifkan TLS 1.2 atau 1.3. Sertifikatnya tidak bermasalah.</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/net/tls.py" />
            <source>{0} refuses a TLS connection with this computer's certificate</source>
            <translation>{0} menolak sambungan TLS dengan sertifikat komputer ini</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/net/tls.py" />
            <source>Ask its administrator to trust the authority that signed [tls] certificate, and check that the certificate is for clients and servers alike, and still valid.</source>
            <translation>Minta administratornya memercayai otoritas penandatangan [tls] certificate, dan periksa apakah sertifikat itu untuk klien maupun server, dan masih berlaku.</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/steps/check.py" />
            <source>{0} of {1} objects are cut short; this was allowed by {2}</source>
            <translation>{0} dari {1} objek terpotong; ini disetujui oleh {2}</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/steps/check.py" />
            <source>{0} of {1} objects are cut short</source>
            <translation>{0} dari {1} objek terpotong</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/steps/check.py" />
            <source>The PACS itself has them so: tell the PACS administrator, and have the study sent there again. A person who accepts a disc with them may allow it by name.</source>
            <translation>Di PACS pun begitu: beri tahu administrator PACS, dan minta pemeriksaan itu dikirim ulang ke sana. Petugas yang menerima cakram seperti itu dapat menyetujuinya dengan mengisikan nama.</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/steps/deliver.py" />
            <source>The folder for the disc image does not exist</source>
            <translation>Folder untuk citra cakram tidak ada</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/steps/deliver.py" />
            <source>Choose another folder, or make {0} first.</source>
            <translation>Pilih folder lain, atau buat {0} dahulu.</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/steps/deliver.py" />
            <source>The disc image has changed since it was proved</source>
            <translation>Citra cakram berubah sejak dibuktikan</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/steps/deliver.py" />
            <source>Start the job again; if it happens again, this computer's disk or memory may be failing: tell your IT support.</source>
            <translation>Mulai lagi pekerjaan ini; jika terjadi lagi, mungkin disk atau memori komputer ini mulai rusak: beri tahu bagian TI Anda.</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/steps/deliver.py" />
            <source>There is a file where the folder for the disc image should be</source>
            <translation>Ada berkas di tempat folder untuk citra cakram seharusnya berada</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/steps/deliver.py" />
            <source>{0} is a file. Choose a folder, or a file name that ends in .iso.</source>
            <translation>{0} adalah berkas. Pilih folder, atau nama berkas yang berakhiran .iso.</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/steps/image.py" />
            <source>A file that belongs on the disc can no longer be read</source>
            <translation>Ada berkas untuk cakram yang tidak dapat dibaca lagi</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/steps/image.py" />
            <source>Start the job again. If it happens again, tell your IT support.</source>
            <translation>Mulai lagi pekerjaan ini. Jika terjadi lagi, beri tahu bagian TI Anda.</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/steps/image.py" />
            <source>One file is larger than 4 GiB, and no disc of this kind can hold such a file</source>
            <translation>Ada berkas lebih dari 4 GiB, dan cakram jenis ini tidak dapat memuat berkas sebesar itu</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/steps/image.py" />
            <source>Leave this file out, or give the study on a USB disk or by link instead.</source>
            <translation>Kecualikan berkas ini, atau serahkan pemeriksaannya dalam disk USB atau lewat tautan.</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/steps/image.py" />
            <source>A file changed while the disc image was written</source>
            <translation>Ada berkas yang berubah saat citra cakram ditulis</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/steps/image.py" />
            <source>The disc image could not be laid out</source>
            <translation>Citra cakram tidak dapat disusun</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/steps/image.py" />
            <source>Start the job again. If it happens again, send us the report.</source>
            <translation>Mulai lagi pekerjaan ini. Jika terjadi lagi, kirim laporannya kepada kami.</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/steps/inventory.py" />
            <source>1 series was left out, as asked</source>
            <translation>1 seri dikecualikan, sesuai permintaan</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/steps/inventory.py" />
            <source>{0} series were left out, as asked</source>
            <translation>{0} seri dikecualikan, sesuai permintaan</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/steps/inventory.py" />
            <source>Every series was left out, so nothing is left for a disc</source>
            <translation>Semua seri dikecualikan, sehingga tidak ada yang tersisa untuk cakram</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/steps/inventory.py" />
            <source>Keep at least one series.</source>
            <translation>Sisakan paling sedikit satu seri.</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/steps/prove.py" />
            <source>The finished disc image is not what it should be</source>
            <translation>Citra cakram yang selesai tidak sebagaimana mestinya</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/steps/prove.py" />
            <source>Do not use this image. Start the job again; if it happens again, this computer's disk or memory may be failing: tell your IT support.</source>
            <translation>Jangan pakai citra ini. Mulai lagi pekerjaan ini; jika terjadi lagi, mungkin disk atau memori komputer ini mulai rusak: beri tahu bagian TI Anda.</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/steps/prove.py" />
            <source>the image is shorter or longer than it says</source>
            <translation>citranya lebih pendek atau lebih panjang daripada yang tertulis</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/steps/prove.py" />
            <source>Joliet or Rock Ridge lead to other bytes than ISO 9660</source>
            <translation>Joliet atau Rock Ridge mengarah ke data yang berbeda dari ISO 9660</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/steps/prove.py" />
            <source>ISO 9660: {0} is missing</source>
            <translation>ISO 9660: {0} tidak ada</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/steps/prove.py" />
            <source>Joliet: {0} is missing</source>
            <translation>Joliet: {0} tidak ada</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/steps/prove.py" />
            <source>Rock Ridge: {0} is missing</source>
            <translation>Rock Ridge: {0} tidak ada</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/steps/prove.py" />
            <source>ISO 9660: {0} should not be there</source>
            <translation>ISO 9660: {0} seharusnya tidak ada</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/steps/prove.py" />
            <source>Joliet: {0} should not be there</source>
            <translation>Joliet: {0} seharusnya tidak ada</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/steps/prove.py" />
            <source>Rock Ridge: {0} should not be there</source>
            <translation>Rock Ridge: {0} seharusnya tidak ada</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/steps/prove.py" />
            <source>{0} has a file meta information that is not true</source>
            <translation>{0} memiliki file meta information yang tidak benar</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/steps/prove.py" />
            <source>the DICOMDIR is not in Explicit VR Little Endian</source>
            <translation>DICOMDIR tidak dalam Explicit VR Little Endian</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/steps/prove.py" />
            <source>the DICOMDIR has records that nothing leads to</source>
            <translation>DICOMDIR memiliki catatan yang tidak dirujuk apa pun</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/steps/prove.py" />
            <source>{0} has no record in the DICOMDIR</source>
            <translation>{0} tidak tercatat di DICOMDIR</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/steps/prove.py" />
            <source>the files are of more than one patient</source>
            <translation>berkasnya milik lebih dari satu pasien</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/steps/prove.py" />
            <source>the DICOMDIR has a record too many: {0}</source>
            <translation>DICOMDIR kelebihan satu catatan: {0}</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/steps/prove.py" />
            <source>the DICOMDIR's record of {0} names another instance</source>
            <translation>catatan DICOMDIR untuk {0} menyebut objek lain</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/steps/prove.py" />
            <source>the image cannot be read: {0}</source>
            <translation>citranya tidak dapat dibaca: {0}</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/steps/prove.py" />
            <source>two files have one name</source>
            <translation>dua berkas bernama sama</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/steps/prove.py" />
            <source>the DICOMDIR is not the one that was written</source>
            <translation>DICOMDIR bukan yang ditulis tadi</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/steps/prove.py" />
            <source>{0} does not begin as the DICOM file that was written</source>
            <translation>{0} tidak diawali seperti berkas DICOM yang ditulis</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/steps/prove.py" />
            <source>the DICOMDIR's records go round in a circle</source>
            <translation>catatan DICOMDIR berputar-putar</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/steps/prove.py" />
            <source>the DICOMDIR's records end too early</source>
            <translation>catatan DICOMDIR berakhir terlalu cepat</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/steps/prove.py" />
            <source>the DICOMDIR has an offset that leads to no record</source>
            <translation>DICOMDIR memiliki penunjuk yang tidak menuju catatan mana pun</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/steps/prove.py" />
            <source>{0} stands under a wrong {1} record</source>
            <translation>{0} berada di bawah catatan {1} yang salah</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/steps/prove.py" />
            <source>{0} has another length</source>
            <translation>panjang {0} berbeda</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/steps/prove.py" />
            <source>{0} is not the data set that was received</source>
            <translation>{0} bukan data yang diterima</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/steps/prove.py" />
            <source>{0} is not equal to its source</source>
            <translation>{0} tidak sama dengan sumbernya</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/steps/query.py" />
            <source>The PACS has no study with this accession number</source>
            <translation>PACS tidak memiliki pemeriksaan dengan nomor akses ini</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/steps/query.py" />
            <source>Check the number and scan it again. If it is right, the images may not have been sent to the PACS yet.</source>
            <translation>Periksa nomornya lalu pindai lagi. Jika sudah benar, mungkin gambarnya belum dikirim ke PACS.</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/steps/query.py" />
            <source>These studies are not of the patient for whom this was ordered</source>
            <translation>Pemeriksaan ini bukan milik pasien yang dipesan</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/steps/query.py" />
            <source>Search again, and compare with the person before you.</source>
            <translation>Cari lagi, lalu cocokkan dengan orang di depan Anda.</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/steps/query.py" />
            <source>The accession number is known, but the PACS has no images for it</source>
            <translation>Nomor akses dikenal, tetapi PACS tidak memiliki gambarnya</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/steps/query.py" />
            <source>Ask the modality whether the images have been sent to the PACS yet.</source>
            <translation>Tanyakan ke ruang pemeriksaan apakah gambarnya sudah dikirim ke PACS.</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/steps/query.py" />
            <source>These studies belong to different patients</source>
            <translation>Pemeriksaan ini milik pasien yang berbeda</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/steps/query.py" />
            <source>Make a disc for each patient on its own.</source>
            <translation>Buat cakram tersendiri untuk setiap pasien.</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/steps/query.py" />
            <source>The patient ID in the PACS is not the one that the hospital's patient API gives</source>
            <translation>ID pasien di PACS berbeda dengan yang diberikan API pasien rumah sakit</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/steps/query.py" />
            <source>Find out which of the two is right, and have it mended. A person who is sure may allow it by name.</source>
            <translation>Cari tahu mana yang benar, dan minta diperbaiki. Petugas yang yakin dapat menyetujuinya dengan mengisikan nama.</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/steps/query.py" />
            <source>The patient's name is written differently in different places</source>
            <translation>Nama pasien ditulis berbeda di tempat yang berbeda</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/steps/query.py" />
            <source>The patient's birth date differs between places</source>
            <translation>Tanggal lahir pasien berbeda di tempat yang berbeda</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/steps/query.py" />
            <source>A differing patient ID was allowed by {0}</source>
            <translation>ID pasien yang berbeda disetujui oleh {0}</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/steps/relay.py" />
            <source>The CD publisher did not take {0} of {1} images</source>
            <translation>CD Publisher tidak menerima {0} dari {1} gambar</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/steps/relay.py" />
            <source>Look at the publisher's own messages, then send again: only the rest is sent. It said: {0}.</source>
            <translation>Lihat pesan di CD Publisher, lalu kirim lagi: hanya sisanya yang dikirim. Pesannya: {0}.</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/steps/resume.py" />
            <source>The patient's data in the PACS have changed since this was interrupted, so all images were fetched again</source>
            <translation>Data pasien di PACS berubah sejak pekerjaan ini terputus, sehingga semua gambar diambil lagi</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/steps/resume.py" />
            <source>{0} images that had come before this was interrupted do not belong here any more and were left out</source>
            <translation>{0} gambar yang diterima sebelum pekerjaan ini terputus tidak lagi termasuk di sini dan tidak disertakan</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/steps/retrieve.py" />
            <source>{0} objects that did not belong here were refused ({1})</source>
            <translation>{0} objek yang tidak semestinya di sini ditolak ({1})</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/steps/retrieve.py" />
            <source>{0} of {1} images are missing; this was allowed by {2}</source>
            <translation>{0} dari {1} gambar tidak ada; ini disetujui oleh {2}</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/steps/retrieve.py" />
            <source>{0} of {1} images are missing</source>
            <translation>{0} dari {1} gambar tidak ada</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/steps/retrieve.py" />
            <source>Try again in a few minutes; the PACS may still be receiving the study. A person who accepts a disc without them may allow it by name.</source>
            <translation>Coba lagi beberapa menit lagi; mungkin PACS masih menerima pemeriksaan ini. Petugas yang menerima cakram tanpa gambar itu dapat menyetujuinya dengan mengisikan nama.</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/steps/retrieve.py" />
            <source>Series {0} {1}: {2} missing</source>
            <translation>Seri {0} {1}: kurang {2}</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/steps/retrieve.py" />
            <source>Series ? {0}: {1} missing</source>
            <translation>Seri ? {0}: kurang {1}</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/steps/retrieve.py" />
            <source>The PACS sent images of another patient within this study</source>
            <translation>PACS mengirim gambar pasien lain dalam pemeriksaan ini</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/steps/retrieve.py" />
            <source>Do not hand anything out. Tell the PACS administrator.</source>
            <translation>Jangan serahkan apa pun. Beri tahu administrator PACS.</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/steps/retrieve.py" />
            <source>Patient IDs: {0}</source>
            <translation>ID pasien: {0}</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/steps/retrieve.py" />
            <source>The PACS lists images for this accession number, but sent none</source>
            <translation>PACS mendaftar gambar untuk nomor akses ini, tetapi tidak mengirim satu pun</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/steps/retrieve.py" />
            <source>Try again in a few minutes. If it happens again, tell the PACS administrator.</source>
            <translation>Coba lagi beberapa menit lagi. Jika terjadi lagi, beri tahu administrator PACS.</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/steps/retrieve.py" />
            <source>The PACS speaks of {0} more images than it lists</source>
            <translation>PACS menyebut {0} gambar lebih banyak daripada daftarnya</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/steps/retrieve.py" />
            <source>The PACS does not say how many images {0} series have, so nobody can tell whether all have come</source>
            <translation>PACS tidak menyebut jumlah gambar pada {0} seri, sehingga tidak dapat dipastikan apakah semua sudah diterima</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/steps/rows.py" />
            <source>The PACS names a part of the study by a UID that nobody can ask for</source>
            <translation>PACS menyebut bagian pemeriksaan dengan UID yang tidak dapat diminta</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/steps/rows.py" />
            <source>Tell the PACS administrator: the UID holds signs that no UID may have.</source>
            <translation>Beri tahu administrator PACS: UID itu memuat tanda yang tidak diperbolehkan.</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/steps/transcode/__init__.py" />
            <source>1 object stays in {0}, which some viewers cannot open</source>
            <translation>1 objek tetap dalam {0}, yang tidak dapat dibuka sebagian penampil</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/steps/transcode/__init__.py" />
            <source>1 object stays compressed as {0}, which some viewers cannot open</source>
            <translation>1 objek tetap terkompresi sebagai {0}, yang tidak dapat dibuka sebagian penampil</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/steps/transcode/__init__.py" />
            <source>{0} objects stay in {1}, which some viewers cannot open</source>
            <translation>{0} objek tetap dalam {1}, yang tidak dapat dibuka sebagian penampil</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/steps/transcode/__init__.py" />
            <source>{0} objects stay compressed as {1}, which some viewers cannot open</source>
            <translation>{0} objek tetap terkompresi sebagai {1}, yang tidak dapat dibuka sebagian penampil</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/steps/viewer.py" />
            <source>The viewer's folder is empty</source>
            <translation>Folder penampil kosong</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/steps/viewer.py" />
            <source>The viewer's folder has a file of more than 4 GiB, which a disc cannot hold</source>
            <translation>Folder penampil berisi berkas lebih dari 4 GiB, yang tidak muat di cakram</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/steps/viewer.py" />
            <source>The viewer's folder cannot be read</source>
            <translation>Folder penampil tidak dapat dibaca</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/steps/viewer.py" />
            <source>The viewer's folder has folders inside folders, deeper than a disc can hold</source>
            <translation>Folder penampil berisi folder bertingkat, lebih dalam daripada yang dapat dimuat cakram</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/steps/viewer.py" />
            <source>The viewer's folder has a link that leads elsewhere</source>
            <translation>Folder penampil berisi tautan yang mengarah ke tempat lain</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/steps/viewer.py" />
            <source>The viewer's folder has something that is neither file nor folder</source>
            <translation>Folder penampil berisi sesuatu yang bukan berkas maupun folder</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/steps/viewer.py" />
            <source>The viewer's folder has DICOM images in it, which must not go on a patient's disc</source>
            <translation>Folder penampil berisi gambar DICOM, yang tidak boleh ada di cakram pasien</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/steps/viewer.py" />
            <source>Check disc.viewer_dir in the configuration: it must name the folder of an unpacked viewer that this account may read. Leave it empty to make discs without a viewer.</source>
            <translation>Periksa disc.viewer_dir pada konfigurasi: isinya harus folder penampil yang sudah diekstrak dan boleh dibaca akun ini. Kosongkan untuk membuat cakram tanpa penampil.</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/steps/viewer.py" />
            <source>On the disc the viewer's {0} is called {1}</source>
            <translation>Di cakram, {0} milik penampil bernama {1}</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/steps/volumes.py" />
            <source>The images of one series are more than one disc can hold</source>
            <translation>Gambar dari satu seri melebihi kapasitas satu cakram</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/steps/volumes.py" />
            <source>It needs {0} MB: use a CD, and set disc.medium to "{1}" in the configuration.</source>
            <translation>Dibutuhkan {0} MB: pakai CD, dan isi disc.medium dengan "{1}" pada konfigurasi.</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/steps/volumes.py" />
            <source>It needs {0} MB: use a DVD, and set disc.medium to "{1}" in the configuration.</source>
            <translation>Dibutuhkan {0} MB: pakai DVD, dan isi disc.medium dengan "{1}" pada konfigurasi.</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/steps/volumes.py" />
            <source>It needs {0} MB: use a double layer DVD, and set disc.medium to "{1}" in the configuration.</source>
            <translation>Dibutuhkan {0} MB: pakai DVD lapis ganda, dan isi disc.medium dengan "{1}" pada konfigurasi.</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/steps/volumes.py" />
            <source>It needs {0} MB: use a Blu-ray disc, and set disc.medium to "{1}" in the configuration.</source>
            <translation>Dibutuhkan {0} MB: pakai cakram Blu-ray, dan isi disc.medium dengan "{1}" pada konfigurasi.</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/steps/volumes.py" />
            <source>It needs {0} MB: use a USB stick, and set disc.medium to "{1}" in the configuration.</source>
            <translation>Dibutuhkan {0} MB: pakai stik USB, dan isi disc.medium dengan "{1}" pada konfigurasi.</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/engine/cut_off.py" />
            <source>Job {0} cannot be continued</source>
            <translation>Pekerjaan {0} tidak dapat dilanjutkan</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/engine/cut_off.py" />
            <source>It has ended, goes on already, or is too old. Ask for its accession numbers again.</source>
            <translation>Sudah berakhir, sedang berjalan, atau terlalu lama. Minta lagi nomor aksesnya.</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/engine/database.py" />
            <source>The history could not be written to this computer's disk</source>
            <translation>Riwayat tidak dapat ditulis ke disk komputer ini</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/engine/database.py" />
            <source>Free some space on the disk of the data folder, check that you may write there and that no other program holds the history, and start the job again.</source>
            <translation>Kosongkan ruang pada disk folder data, periksa apakah Anda boleh menulis di sana dan tidak ada program lain yang memakai riwayat, lalu mulai lagi pekerjaan ini.</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/engine/database.py" />
            <source>The history's database does not answer</source>
            <translation>Basis data riwayat tidak menjawab</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/engine/database.py" />
            <source>Check that the database of store.url runs and takes this desk's name and password.</source>
            <translation>Periksa apakah basis data di store.url berjalan dan menerima nama serta kata sandi komputer ini.</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/engine/database.py" />
            <source>The history's file is damaged</source>
            <translation>Berkas riwayat rusak</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/engine/database.py" />
            <source>Move it away, or put a backup in its place, and start again.</source>
            <translation>Pindahkan, atau ganti dengan cadangannya, lalu mulai lagi.</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/engine/database.py" />
            <source>The history's database cannot be used</source>
            <translation>Basis data riwayat tidak dapat dipakai</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/engine/database.py" />
            <source>store.url in the configuration must be empty, sqlite:///FILE, or postgresql+psycopg://… with the package psycopg installed.</source>
            <translation>store.url pada konfigurasi harus kosong, sqlite:///BERKAS, atau postgresql+psycopg://… dengan paket psycopg terpasang.</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/engine/doctor.py" />
            <source>The PACS took the request for an image, but no image arrived here</source>
            <translation>PACS menerima permintaan gambar, tetapi tidak ada gambar yang sampai di sini</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/engine/doctor.py" />
            <source>Ask the PACS administrator whether AE title {0} is registered with this computer's present address and port {1}, and whether a firewall lets the PACS connect to it. If the PACS sends from another address or under another AE title, put those into [pacs] calling_hosts and calling_ae_titles.</source>
            <translation>Tanyakan kepada administrator PACS apakah AE title {0} terdaftar dengan alamat komputer ini sekarang dan port {1}, dan apakah firewall mengizinkan PACS menyambung ke sini. Jika PACS mengirim dari alamat lain atau dengan AE title lain, isikan di [pacs] calling_hosts dan calling_ae_titles.</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/engine/doctor.py" />
            <source>Only {0} MB of this computer's disk may be used</source>
            <translation>Hanya {0} MB dari disk komputer ini yang boleh dipakai</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/engine/doctor.py" />
            <source>Free some space on the disk that holds {0}, or lower [work] keep_free_gb.</source>
            <translation>Kosongkan ruang pada disk tempat {0}, atau turunkan [work] keep_free_gb.</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/engine/doctor.py" />
            <source>There is no study in the PACS to try it with</source>
            <translation>Tidak ada pemeriksaan di PACS untuk dicoba</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/engine/doctor.py" />
            <source>Run the doctor again when a study has been made.</source>
            <translation>Jalankan lagi pengujian ini setelah ada pemeriksaan.</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/engine/doctor.py" />
            <source>The PACS lists a study without any series</source>
            <translation>PACS mendaftar pemeriksaan tanpa seri</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/engine/doctor.py" />
            <source>Tell the PACS administrator: the query at SERIES level is not answered.</source>
            <translation>Beri tahu administrator PACS: pencarian pada tingkat SERIES tidak dijawab.</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/engine/doctor.py" />
            <source>There is no patient API in the configuration</source>
            <translation>Tidak ada API pasien pada konfigurasi</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/engine/doctor.py" />
            <source>The PACS alone tells who it is.</source>
            <translation>Hanya PACS yang menyebut siapa pasiennya.</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/engine/doctor.py" />
            <source>What the PACS sends still arrives with the certificates of before</source>
            <translation>Kiriman PACS masih diterima dengan sertifikat yang lama</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/engine/doctor.py" />
            <source>Save these settings, then test again.</source>
            <translation>Simpan pengaturan ini, lalu uji lagi.</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/engine/engine.py" />
            <source>Job {0} goes on already, or is done</source>
            <translation>Pekerjaan {0} sudah berjalan, atau sudah selesai</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/engine/handing.py" />
            <source>Nobody was named</source>
            <translation>Belum ada nama yang diisi</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/engine/handing.py" />
            <source>Type the name of whoever takes it away.</source>
            <translation>Ketik nama orang yang mengambilnya.</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/engine/handover.py" />
            <source>The mkiso-desktop that worked on this does not answer any more</source>
            <translation>mkiso-desktop yang mengerjakan ini tidak menjawab lagi</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/engine/handover.py" />
            <source>The mkiso-desktop that worked on this was closed or broke down</source>
            <translation>mkiso-desktop yang mengerjakan ini ditutup atau terhenti</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/engine/handover.py" />
            <source>Look whether the disc was made or sent; if not, start it again.</source>
            <translation>Periksa apakah cakramnya sudah dibuat atau dikirim; jika belum, mulai lagi.</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/engine/handover.py" />
            <source>The mkiso-desktop that is open is of another version</source>
            <translation>mkiso-desktop yang terbuka adalah versi lain</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/engine/handover.py" />
            <source>Close it and open it again, or use it itself.</source>
            <translation>Tutup lalu buka lagi, atau pakai yang terbuka itu.</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/engine/handover.py" />
            <source>The mkiso-desktop that is open has another configuration</source>
            <translation>mkiso-desktop yang terbuka memakai konfigurasi lain</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/engine/handover.py" />
            <source>The mkiso-desktop that is open does not answer</source>
            <translation>mkiso-desktop yang terbuka tidak menjawab</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/engine/handover.py" />
            <source>Wait a little, or end it, and start this again. Nothing has been asked of it.</source>
            <translation>Tunggu sebentar, atau akhiri program itu, lalu mulai lagi. Belum ada yang diminta darinya.</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/engine/handover.py" />
            <source>The name of the output cannot be read</source>
            <translation>Nama hasil tidak dapat dibaca</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/engine/handover.py" />
            <source>Choose another one.</source>
            <translation>Pilih yang lain.</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/engine/handover.py" />
            <source>The mkiso-desktop at work in this work folder is another person's</source>
            <translation>mkiso-desktop yang bekerja di folder kerja ini milik orang lain</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/engine/handover.py" />
            <source>Use a [work] folder and a [station] port of your own.</source>
            <translation>Pakai folder [work] dan port [station] Anda sendiri.</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/engine/handover.py" />
            <source>The mkiso-desktop that worked on this was closed before it was done</source>
            <translation>mkiso-desktop yang mengerjakannya ditutup sebelum selesai</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/engine/handover.py" />
            <source>Start it again: it goes on with what has come.</source>
            <translation>Jalankan lagi: pekerjaan dilanjutkan dengan yang sudah datang.</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/engine/health.py" />
            <source>Links from the HIS are switched off</source>
            <translation>Tautan dari SIMRS dimatikan</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/engine/health.py" />
            <source>Switch on "Answer links" in the settings to have them answered by this program.</source>
            <translation>Nyalakan "Jawab tautan" di pengaturan agar tautan dijawab oleh program ini.</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/engine/health.py" />
            <source>No answer within {0} seconds</source>
            <translation>Tidak ada jawaban dalam {0} detik</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/engine/health.py" />
            <source>Wait a moment and check again. If it stays so, ask whoever looks after it.</source>
            <translation>Tunggu sebentar lalu periksa lagi. Jika tetap begitu, tanyakan kepada petugas yang mengurusnya.</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/engine/schema.py" />
            <source>The history was written by a newer version of this program</source>
            <translation>Riwayat ditulis oleh versi program yang lebih baru</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/engine/schema.py" />
            <source>Install the newer version here too, or set store.url to another database.</source>
            <translation>Pasang juga versi yang lebih baru di sini, atau arahkan store.url ke basis data lain.</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/engine/spool.py" />
            <source>Another mkiso-desktop is at work on this computer</source>
            <translation>mkiso-desktop lain sedang bekerja di komputer ini</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/engine/spool.py" />
            <source>Use that one, or close it first. Two at a time need a [work] folder and a [station] port of their own.</source>
            <translation>Pakai yang itu, atau tutup dahulu. Dua sekaligus memerlukan folder [work] dan port [station] masing-masing.</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/engine/station.py" />
            <source>There is no CD publisher in the configuration</source>
            <translation>Tidak ada CD Publisher pada konfigurasi</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/engine/station.py" />
            <source>Fill in [cd_publisher] in config.toml, or save an ISO instead.</source>
            <translation>Isi [cd_publisher] di config.toml, atau simpan ISO saja.</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/listener/safety.py" />
            <source>listener.api_key_previous is set, but listener.api_key is not</source>
            <translation>listener.api_key_previous diisi, tetapi listener.api_key tidak</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/listener/safety.py" />
            <source>Nobody would need a key. Give listener.api_key, or remove the previous one.</source>
            <translation>Tidak seorang pun akan memerlukan kunci. Isi listener.api_key, atau hapus kunci sebelumnya.</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/listener/safety.py" />
            <source>listener.his_origins = {0} is no origin that a browser would name</source>
            <translation>listener.his_origins = {0} bukan alamat asal yang akan disebut peramban</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/listener/safety.py" />
            <source>Write it as its address bar shows it, without a path: http://his.hospital.local</source>
            <translation>Tulis seperti yang tampak di bilah alamatnya, tanpa jalur: http://his.hospital.local</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/listener/safety.py" />
            <source>listener.host = {0} lets other computers in, and a key in listener.api_key or listener.api_key_previous is too short</source>
            <translation>listener.host = {0} mengizinkan komputer lain, dan kunci di listener.api_key atau listener.api_key_previous terlalu pendek</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/listener/safety.py" />
            <source>One of less than {0} signs is soon guessed: make one of 32 by chance.</source>
            <translation>Kunci dengan kurang dari {0} tanda mudah ditebak: buat kunci acak dengan 32 tanda.</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/listener/safety.py" />
            <source>listener.host = {0} lets other computers in, and listener.allowed_clients is everybody</source>
            <translation>listener.host = {0} mengizinkan komputer lain, dan listener.allowed_clients berarti siapa saja</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/listener/safety.py" />
            <source>Name the networks of this hospital there, such as 10.1.0.0/16, or set listener.api_key.</source>
            <translation>Sebutkan jaringan rumah sakit ini di sana, misalnya 10.1.0.0/16, atau isi listener.api_key.</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/listener/safety.py" />
            <source>listener.host = {0} lets other computers in</source>
            <translation>listener.host = {0} mengizinkan komputer lain</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/listener/safety.py" />
            <source>Bound to anything but loopback it needs listener.api_key, or listener.allowed_clients together with listener.his_origins. Set them, or set listener.host = "127.0.0.1".</source>
            <translation>Bila terikat pada selain loopback, diperlukan listener.api_key, atau listener.allowed_clients bersama listener.his_origins. Isilah, atau atur listener.host = "127.0.0.1".</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/listener/service.py" />
            <source>The listener is switched off</source>
            <translation>Penjawab tautan dimatikan</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/listener/service.py" />
            <source>Set listener.enabled = true, or open the window instead.</source>
            <translation>Atur listener.enabled = true, atau buka jendela saja.</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/listener/service.py" />
            <source>The listener has ended by itself</source>
            <translation>Penjawab tautan berakhir sendiri</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/listener/service.py" />
            <source>Start it again.</source>
            <translation>Jalankan lagi.</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/listener/sockets.py" />
            <source>This program cannot listen on {0}, where links of the HIS arrive</source>
            <translation>Program ini tidak dapat menerima koneksi di {0}, tempat tautan SIMRS tiba</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/listener/sockets.py" />
            <source>The host in [listener] must be an address of this computer: 127.0.0.1 for this computer alone, or its address in the network.</source>
            <translation>Host di [listener] harus alamat komputer ini: 127.0.0.1 untuk komputer ini saja, atau alamatnya di jaringan.</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/listener/sockets.py" />
            <source>Another program listens on {0}, where links of the HIS arrive</source>
            <translation>Program lain memakai {0}, tempat tautan SIMRS tiba</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/listener/sockets.py" />
            <source>Close that program (perhaps another mkiso-desktop), or choose another port in [listener]. It is tried again every few seconds.</source>
            <translation>Tutup program itu (mungkin mkiso-desktop lain), atau pilih port lain di [listener]. Dicoba lagi setiap beberapa detik.</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/listener/sockets.py" />
            <source>This program may not listen on {0}, where links of the HIS arrive</source>
            <translation>Program ini tidak diizinkan menerima koneksi di {0}, tempat tautan SIMRS tiba</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/listener/sockets.py" />
            <source>Ports below 1024 belong to the system. Choose a higher one in [listener], such as 8080, or put nginx in front of it.</source>
            <translation>Port di bawah 1024 milik sistem. Pilih yang lebih tinggi di [listener], misalnya 8080, atau tempatkan nginx di depannya.</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/demo/casebook.py" />
            <source>CT head, 120 slices</source>
            <translation>CT kepala, 120 irisan</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/demo/casebook.py" />
            <source>MRI head, three series and report</source>
            <translation>MRI kepala, tiga seri dan hasil ekspertise</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/demo/casebook.py" />
            <source>Chest X-ray</source>
            <translation>Foto toraks</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/demo/casebook.py" />
            <source>Ultrasound loop and PDF report</source>
            <translation>Rekaman USG dan hasil dalam PDF</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/demo/casebook.py" />
            <source>Chest X-ray and ultrasound</source>
            <translation>Foto toraks dan USG</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/demo/casebook.py" />
            <source>Chest X-ray, Japanese name</source>
            <translation>Foto toraks, nama Jepang</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/demo/casebook.py" />
            <source>Ultrasound loop, Arabic name</source>
            <translation>Rekaman USG, nama Arab</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/demo/casebook.py" />
            <source>Known patient, no images</source>
            <translation>Pasien dikenal, belum ada gambar</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/demo/casebook.py" />
            <source>Chest X-ray, another patient ID</source>
            <translation>Foto toraks, ID pasien lain</translation>
        </message>
    </context>
    <context>
        <name>house</name>
        <message>
            <location filename="../../mkiso_desktop/gui/settings/house.py" />
            <source>CD</source>
            <translation>CD</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/settings/house.py" />
            <source>DVD</source>
            <translation>DVD</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/settings/house.py" />
            <source>DVD, two layers</source>
            <translation>DVD, dua lapis</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/settings/house.py" />
            <source>Blu-ray</source>
            <translation>Blu-ray</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/settings/house.py" />
            <source>USB stick</source>
            <translation>Stik USB</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/settings/house.py" />
            <source>Disc</source>
            <translation>Cakram</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/settings/house.py" />
            <source>What stands on a disc besides the images.</source>
            <translation>Isi cakram selain gambar.</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/settings/house.py" />
            <source>Hospital</source>
            <translation>Rumah sakit</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/settings/house.py" />
            <source>Its name, on the disc's pages.</source>
            <translation>Namanya, pada halaman cakram.</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/settings/house.py" />
            <source>Phone</source>
            <translation>Telepon</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/settings/house.py" />
            <source>For whoever cannot open the disc; on its pages.</source>
            <translation>Untuk yang tidak dapat membuka cakram; tertera pada halamannya.</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/settings/house.py" />
            <source>Medium</source>
            <translation>Media</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/settings/house.py" />
            <source>How much fits, and in which form images may be.</source>
            <translation>Menentukan kapasitas dan bentuk gambar yang diperbolehkan.</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/settings/house.py" />
            <source>Viewer</source>
            <translation>Penampil</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/settings/house.py" />
            <source>A folder with an unpacked Windows viewer; goes onto every disc.</source>
            <translation>Folder berisi penampil Windows yang sudah diekstrak; disertakan di setiap cakram.</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/settings/house.py" />
            <source>Links from the HIS</source>
            <translation>Tautan dari SIMRS</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/settings/house.py" />
            <source>What a link in the hospital information system asks for is made by this program, and stands in its list of jobs. A link in any other page asks a person first.</source>
            <translation>Yang diminta tautan di sistem informasi rumah sakit dibuat oleh program ini, dan ada di daftar pekerjaannya. Tautan di halaman lain bertanya dahulu kepada orangnya.</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/settings/house.py" />
            <source>The HIS's address</source>
            <translation>Alamat SIMRS</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/settings/house.py" />
            <source>As its pages begin: http://his.hospital.local. Links from there act at once.</source>
            <translation>Awal alamat halamannya: http://his.hospital.local. Tautan dari sana langsung dijalankan.</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/settings/house.py" />
            <source>Answer links</source>
            <translation>Jawab tautan</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/settings/house.py" />
            <source>Listens on</source>
            <translation>Mendengarkan di</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/settings/house.py" />
            <source>127.0.0.1 is this computer alone. Any other needs an API key, or both the networks let in and the HIS's address.</source>
            <translation>127.0.0.1 hanya komputer ini. Alamat lain memerlukan kunci API, atau jaringan yang diizinkan beserta alamat SIMRS.</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/settings/house.py" />
            <source>Port</source>
            <translation>Port</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/settings/house.py" />
            <source>Further names</source>
            <translation>Nama lain</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/settings/house.py" />
            <source>Under which this computer is reached, with commas between them.</source>
            <translation>Yang dipakai untuk menjangkau komputer ini, dipisahkan koma.</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/settings/house.py" />
            <source>Networks let in</source>
            <translation>Jaringan yang diizinkan</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/settings/house.py" />
            <source>Such as 10.1.0.0/16, when others than this computer may ask. Empty: any.</source>
            <translation>Misalnya 10.1.0.0/16, jika komputer lain boleh meminta. Kosong: semua.</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/settings/house.py" />
            <source>Trusted proxies</source>
            <translation>Proksi tepercaya</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/settings/house.py" />
            <source>IP addresses whose word on the caller counts.</source>
            <translation>Alamat IP yang keterangannya tentang pemanggil dipercaya.</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/settings/house.py" />
            <source>API key</source>
            <translation>Kunci API</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/settings/house.py" />
            <source>Environment variable</source>
            <translation>Variabel lingkungan</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/settings/house.py" />
            <source>That holds it instead.</source>
            <translation>Yang memuatnya sebagai gantinya.</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/settings/house.py" />
            <source>Previous key</source>
            <translation>Kunci sebelumnya</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/settings/house.py" />
            <source>Its variable</source>
            <translation>Variabelnya</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/settings/house.py" />
            <source>The previous key is still accepted while keys change.</source>
            <translation>Kunci sebelumnya masih diterima selama pergantian kunci.</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/settings/house.py" />
            <source>Keys that callers show</source>
            <translation>Kunci yang ditunjukkan pemanggil</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/settings/house.py" />
            <source>Downloads at once</source>
            <translation>Unduhan bersamaan</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/settings/house.py" />
            <source>Jobs that may wait</source>
            <translation>Pekerjaan yang boleh menunggu</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/settings/house.py" />
            <source>Jobs in an hour</source>
            <translation>Pekerjaan per jam</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/settings/house.py" />
            <source>Limits</source>
            <translation>Batas</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/settings/house.py" />
            <source>Security (TLS)</source>
            <translation>Keamanan (TLS)</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/settings/house.py" />
            <source>Certificates, as PEM files: how we prove who we are, and who vouches for others.</source>
            <translation>Sertifikat, dalam berkas PEM: bukti identitas kami, dan siapa yang menjamin pihak lain.</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/settings/house.py" />
            <source>Certificate</source>
            <translation>Sertifikat</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/settings/house.py" />
            <source>The whole chain. Needs the key as well.</source>
            <translation>Seluruh rantainya. Kuncinya juga diperlukan.</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/settings/house.py" />
            <source>Key</source>
            <translation>Kunci</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/settings/house.py" />
            <source>Without a password.</source>
            <translation>Tanpa kata sandi.</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/settings/house.py" />
            <source>Who vouches</source>
            <translation>Penjamin</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/settings/house.py" />
            <source>Authorities that sign for others, or their own certificates.</source>
            <translation>Otoritas yang menandatangani pihak lain, atau sertifikat mereka sendiri.</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/settings/house.py" />
            <source>TLS for all of DICOM</source>
            <translation>TLS untuk semua DICOM</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/settings/house.py" />
            <source>To and from the PACS and to the CD publisher, nothing in the clear. Needs all three files.</source>
            <translation>Dari dan ke PACS serta ke CD Publisher, tidak ada yang tanpa enkripsi. Ketiga berkas diperlukan.</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/settings/house.py" />
            <source>Storage &amp; history</source>
            <translation>Penyimpanan &amp; riwayat</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/settings/house.py" />
            <source>Where jobs work, and what is remembered of them.</source>
            <translation>Tempat pekerjaan berjalan, dan apa yang diingat tentangnya.</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/settings/house.py" />
            <source>Work folder</source>
            <translation>Folder kerja</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/settings/house.py" />
            <source>Where jobs work. Empty: this user's cache folder.</source>
            <translation>Tempat pekerjaan berjalan. Kosong: folder cache pengguna ini.</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/settings/house.py" />
            <source>Keeps leftovers</source>
            <translation>Simpan sisa</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/settings/house.py" />
            <source>Hours; what a crash left is not kept longer either.</source>
            <translation>Jam; sisa gangguan pun tidak disimpan lebih lama.</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/settings/house.py" />
            <source>Jobs at once</source>
            <translation>Pekerjaan bersamaan</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/settings/house.py" />
            <source>1 to 16.</source>
            <translation>1 sampai 16.</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/settings/house.py" />
            <source>Leaves free</source>
            <translation>Ruang cadangan</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/settings/house.py" />
            <source>Gigabytes of the disk that stay free.</source>
            <translation>Gigabita disk yang tetap dikosongkan.</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/settings/house.py" />
            <source>Database</source>
            <translation>Basis data</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/settings/house.py" />
            <source>Empty: a file of this user. postgresql+psycopg://… is shared by many desks.</source>
            <translation>Kosong: berkas pengguna ini. postgresql+psycopg://… dipakai bersama oleh banyak loket.</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/settings/house.py" />
            <source>History</source>
            <translation>Riwayat</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/settings/house.py" />
            <source>As the system</source>
            <translation>Ikuti sistem</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/settings/house.py" />
            <source>Everything</source>
            <translation>Semuanya</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/settings/house.py" />
            <source>What happens</source>
            <translation>Yang terjadi</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/settings/house.py" />
            <source>What goes wrong</source>
            <translation>Yang bermasalah</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/settings/house.py" />
            <source>Only our own bugs</source>
            <translation>Hanya kesalahan program</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/settings/house.py" />
            <source>Window &amp; language</source>
            <translation>Jendela &amp; bahasa</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/settings/house.py" />
            <source>How the program speaks, looks and sounds.</source>
            <translation>Bahasa, tampilan, dan bunyi program ini.</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/settings/house.py" />
            <source>Language</source>
            <translation>Bahasa</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/settings/house.py" />
            <source>Of the window and of the disc's pages.</source>
            <translation>Untuk jendela dan halaman cakram.</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/settings/house.py" />
            <source>The log tells</source>
            <translation>Isi log</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/settings/house.py" />
            <source>It never holds a patient's name.</source>
            <translation>Log tidak pernah memuat nama pasien.</translation>
        </message>
    </context>
    <context>
        <name>lights</name>
        <message>
            <location filename="../../mkiso_desktop/gui/status/light.py" />
            <source>PACS</source>
            <translation>PACS</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/status/light.py" />
            <source>Patient API</source>
            <translation>API pasien</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/status/light.py" />
            <source>CD Publisher</source>
            <translation>CD Publisher</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/status/light.py" />
            <source>HIS links</source>
            <translation>Tautan SIMRS</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/status/light.py" />
            <source>Disk</source>
            <translation>Disk</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/status/light.py" />
            <source>enough room</source>
            <translation>ruang cukup</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/status/light.py" />
            <source>room is getting short</source>
            <translation>ruang mulai sempit</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/status/light.py" />
            <source>full</source>
            <translation>penuh</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/status/light.py" />
            <source>are answered</source>
            <translation>dijawab</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/status/light.py" />
            <source>are not answered</source>
            <translation>tidak dijawab</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/status/light.py" />
            <source>switched off</source>
            <translation>dimatikan</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/status/light.py" />
            <source>not answered yet</source>
            <translation>belum dijawab</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/status/light.py" />
            <source>answers</source>
            <translation>menjawab</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/status/light.py" />
            <source>cannot be used</source>
            <translation>tidak dapat dipakai</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/status/light.py" />
            <source>not set up</source>
            <translation>belum diatur</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/status/light.py" />
            <source>not checked yet</source>
            <translation>belum diperiksa</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/status/light.py" />
            <source>{} free</source>
            <translation>{} tersisa</translation>
        </message>
    </context>
    <context>
        <name>peers</name>
        <message>
            <location filename="../../mkiso_desktop/gui/settings/peers.py" />
            <source>This desk</source>
            <translation>Loket ini</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/settings/peers.py" />
            <source>How the PACS knows this computer. Its administrator registers these.</source>
            <translation>Pengenal komputer ini bagi PACS. Didaftarkan oleh administratornya.</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/settings/peers.py" />
            <source>AE title</source>
            <translation>AE title</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/settings/peers.py" />
            <source>1 to 16 characters, as the PACS has it registered.</source>
            <translation>1 sampai 16 karakter, sesuai yang terdaftar di PACS.</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/settings/peers.py" />
            <source>Port</source>
            <translation>Port</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/settings/peers.py" />
            <source>Where the PACS sends images to. The firewall must let it in.</source>
            <translation>Tujuan PACS mengirim gambar. Firewall harus mengizinkannya.</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/settings/peers.py" />
            <source>Listens on</source>
            <translation>Mendengarkan di</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/settings/peers.py" />
            <source>An address of this computer; 0.0.0.0 is all of them.</source>
            <translation>Alamat komputer ini; 0.0.0.0 berarti semuanya.</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/settings/peers.py" />
            <source>PACS</source>
            <translation>PACS</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/settings/peers.py" />
            <source>The archive that is asked for studies.</source>
            <translation>Arsip tempat pemeriksaan diminta.</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/settings/peers.py" />
            <source>C-MOVE: it sends to us</source>
            <translation>C-MOVE: PACS mengirim ke sini</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/settings/peers.py" />
            <source>C-GET: we fetch</source>
            <translation>C-GET: kita mengambil</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/settings/peers.py" />
            <source>Of the archive, 1 to 16 characters.</source>
            <translation>Milik arsip, 1 sampai 16 karakter.</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/settings/peers.py" />
            <source>Address</source>
            <translation>Alamat</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/settings/peers.py" />
            <source>Name or IP address of the archive.</source>
            <translation>Nama atau alamat IP arsip.</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/settings/peers.py" />
            <source>Images come by</source>
            <translation>Cara gambar datang</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/settings/peers.py" />
            <source>Addresses</source>
            <translation>Alamat</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/settings/peers.py" />
            <source>With commas between them. Empty: only the archive's own address.</source>
            <translation>Dipisahkan koma. Kosong: hanya alamat arsip itu sendiri.</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/settings/peers.py" />
            <source>AE titles</source>
            <translation>AE title</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/settings/peers.py" />
            <source>With commas between them. Empty: only the archive's own AE title.</source>
            <translation>Dipisahkan koma. Kosong: hanya AE title arsip itu sendiri.</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/settings/peers.py" />
            <source>Who may send to this desk</source>
            <translation>Siapa yang boleh mengirim ke loket ini</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/settings/peers.py" />
            <source>Without leading zeros and punctuation</source>
            <translation>Tanpa nol di depan dan tanda baca</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/settings/peers.py" />
            <source>Letter by letter</source>
            <translation>Huruf demi huruf</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/settings/peers.py" />
            <source>Accession numbers</source>
            <translation>Nomor akses</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/settings/peers.py" />
            <source>A regular expression that they must match as a whole. Empty: any.</source>
            <translation>Ekspresi reguler yang harus cocok seluruhnya. Kosong: semua.</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/settings/peers.py" />
            <source>Patient IDs compared</source>
            <translation>Perbandingan ID pasien</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/settings/peers.py" />
            <source>Numbers</source>
            <translation>Nomor</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/settings/peers.py" />
            <source>Patient API</source>
            <translation>API pasien</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/settings/peers.py" />
            <source>The hospital's own word on who belongs to an accession number.</source>
            <translation>Keterangan rumah sakit tentang pemilik nomor akses.</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/settings/peers.py" />
            <source>Such as http://his.hospital.local. Empty: the PACS alone tells who it is.</source>
            <translation>Misalnya http://his.hospital.local. Kosong: hanya PACS yang menyebut siapa pasiennya.</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/settings/peers.py" />
            <source>Path</source>
            <translation>Path</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/settings/peers.py" />
            <source>Behind the address, with {accession_number} where the number belongs.</source>
            <translation>Di belakang alamat, dengan {accession_number} di tempat nomornya.</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/settings/peers.py" />
            <source>Waits for</source>
            <translation>Lama menunggu</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/settings/peers.py" />
            <source>Seconds, at most 600.</source>
            <translation>Detik, paling lama 600.</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/settings/peers.py" />
            <source>Tries again</source>
            <translation>Coba ulang</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/settings/peers.py" />
            <source>Times, 0 to 10, when the API is not there.</source>
            <translation>Kali, 0 sampai 10, jika API tidak terjangkau.</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/settings/peers.py" />
            <source>HTTP header</source>
            <translation>Header HTTP</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/settings/peers.py" />
            <source>That carries the secret, such as Authorization. Empty: none.</source>
            <translation>Yang membawa rahasia, misalnya Authorization. Kosong: tidak ada.</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/settings/peers.py" />
            <source>Secret</source>
            <translation>Rahasia</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/settings/peers.py" />
            <source>Environment variable</source>
            <translation>Variabel lingkungan</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/settings/peers.py" />
            <source>That holds the secret instead, where one is set for this program.</source>
            <translation>Yang memuat rahasia itu sebagai gantinya, jika diisi untuk program ini.</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/settings/peers.py" />
            <source>How we show who we are</source>
            <translation>Cara kami menunjukkan identitas</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/settings/peers.py" />
            <source>Name</source>
            <translation>Nama</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/settings/peers.py" />
            <source>Patient ID</source>
            <translation>ID pasien</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/settings/peers.py" />
            <source>Registration ID</source>
            <translation>Nomor registrasi</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/settings/peers.py" />
            <source>Birth date</source>
            <translation>Tanggal lahir</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/settings/peers.py" />
            <source>Sex</source>
            <translation>Jenis kelamin</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/settings/peers.py" />
            <source>Names, with dots between them for nested objects. Empty: not there.</source>
            <translation>Nama, dengan titik di antaranya untuk objek bertingkat. Kosong: tidak ada.</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/settings/peers.py" />
            <source>Where they stand in its answer</source>
            <translation>Letaknya dalam jawaban</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/settings/peers.py" />
            <source>CD publisher</source>
            <translation>CD Publisher</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/settings/peers.py" />
            <source>The robot that burns and prints discs.</source>
            <translation>Robot yang membakar dan mencetak cakram.</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/settings/peers.py" />
            <source>1 to 16 characters.</source>
            <translation>1 sampai 16 karakter.</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/settings/peers.py" />
            <source>Name or IP address. Empty: there is no publisher.</source>
            <translation>Nama atau alamat IP. Kosong: tidak ada CD Publisher.</translation>
        </message>
    </context>
    <context>
        <name>route</name>
        <message>
            <location filename="../../mkiso_desktop/gui/settings/route.py" />
            <source>This desk</source>
            <translation>Loket ini</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/settings/route.py" />
            <source>How is this desk called?</source>
            <translation>Apa nama loket ini?</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/settings/route.py" />
            <source>The PACS sends images to an AE title at this computer's address and port. Its administrator has to register these.</source>
            <translation>PACS mengirim gambar ke AE title pada alamat dan port komputer ini. Administratornya harus mendaftarkannya.</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/settings/route.py" />
            <source>PACS</source>
            <translation>PACS</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/settings/route.py" />
            <source>Where is the archive?</source>
            <translation>Di mana arsipnya?</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/settings/route.py" />
            <source>The test asks it for a study and has one image sent here.</source>
            <translation>Pengujian meminta satu pemeriksaan dan mengirim satu gambar ke sini.</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/settings/route.py" />
            <source>Patient API</source>
            <translation>API pasien</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/settings/route.py" />
            <source>Does the hospital have a patient API?</source>
            <translation>Apakah rumah sakit memiliki API pasien?</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/settings/route.py" />
            <source>It tells who belongs to an accession number. Leave the address empty if not.</source>
            <translation>API ini menyebut pemilik nomor akses. Kosongkan alamatnya jika tidak ada.</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/settings/route.py" />
            <source>HIS and CD publisher</source>
            <translation>SIMRS dan CD Publisher</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/settings/route.py" />
            <source>Who else works with this desk?</source>
            <translation>Siapa lagi yang bekerja dengan loket ini?</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/settings/route.py" />
            <source>Both may stay empty, and can be filled in later in the settings.</source>
            <translation>Keduanya boleh kosong, dan dapat diisi nanti di pengaturan.</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/settings/route.py" />
            <source>CD publisher</source>
            <translation>CD Publisher</translation>
        </message>
    </context>
    <context>
        <name>saving</name>
        <message>
            <location filename="../../mkiso_desktop/gui/saving.py" />
            <source>Save ISO as</source>
            <translation>Simpan ISO sebagai</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/saving.py" />
            <source>Disc images (*.iso)</source>
            <translation>Citra cakram (*.iso)</translation>
        </message>
    </context>
    <context>
        <name>speed</name>
        <message>
            <location filename="../../mkiso_desktop/gui/jobs/speed.py" />
            <source>{0} {1}/s</source>
            <translation>{0} {1}/s</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/jobs/speed.py" />
            <source>a few seconds left</source>
            <translation>beberapa detik lagi</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/jobs/speed.py" />
            <source>about {} s left</source>
            <translation>sekitar {} detik lagi</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/jobs/speed.py" />
            <source>about {} min left</source>
            <translation>sekitar {} menit lagi</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/jobs/speed.py" />
            <source>about {} h left</source>
            <translation>sekitar {} jam lagi</translation>
        </message>
    </context>
    <context>
        <name>taste</name>
        <message>
            <location filename="../../mkiso_desktop/gui/settings/taste.py" />
            <source>As the system</source>
            <translation>Ikuti sistem</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/settings/taste.py" />
            <source>Light</source>
            <translation>Terang</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/settings/taste.py" />
            <source>Dark</source>
            <translation>Gelap</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/settings/taste.py" />
            <source>Large</source>
            <translation>Besar</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/settings/taste.py" />
            <source>Very large</source>
            <translation>Sangat besar</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/settings/taste.py" />
            <source>Colours</source>
            <translation>Warna</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/settings/taste.py" />
            <source>Letters</source>
            <translation>Ukuran huruf</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/settings/taste.py" />
            <source>Also Ctrl++ and Ctrl+-.</source>
            <translation>Juga Ctrl++ dan Ctrl+-.</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/settings/taste.py" />
            <source>Sounds</source>
            <translation>Bunyi</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/settings/taste.py" />
            <source>For found and not found.</source>
            <translation>Untuk ditemukan dan tidak ditemukan.</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/settings/taste.py" />
            <source>For you alone, at once</source>
            <translation>Hanya untuk Anda, langsung berlaku</translation>
        </message>
    </context>
    <context>
        <name>trial</name>
        <message>
            <location filename="../../mkiso_desktop/gui/settings/trial.py" />
            <source>The PACS answers</source>
            <translation>PACS menjawab</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/settings/trial.py" />
            <source>It lets us look up studies</source>
            <translation>PACS mengizinkan pencarian pemeriksaan</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/settings/trial.py" />
            <source>It sends an image back to us</source>
            <translation>PACS mengirim satu gambar ke sini</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/settings/trial.py" />
            <source>The patient API answers</source>
            <translation>API pasien menjawab</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/settings/trial.py" />
            <source>The CD publisher answers</source>
            <translation>CD Publisher menjawab</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/settings/trial.py" />
            <source>The work folder can be written</source>
            <translation>Folder kerja dapat ditulis</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/settings/trial.py" />
            <source>There is room on the disk</source>
            <translation>Ruang disk mencukupi</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/settings/trial.py" />
            <source>{}: not tried yet</source>
            <translation>{}: belum diuji</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/settings/trial.py" />
            <source>{}: trying…</source>
            <translation>{}: sedang diuji…</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/settings/trial.py" />
            <source>{}: no, for the same reason</source>
            <translation>{}: tidak, karena alasan yang sama</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/settings/trial.py" />
            <source>{}: no</source>
            <translation>{}: tidak</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/settings/trial.py" />
            <source>{}: yes</source>
            <translation>{}: ya</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/settings/trial.py" />
            <source>{}: not tried</source>
            <translation>{}: tidak diuji</translation>
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
            <source>Today {}</source>
            <translation>Hari ini {}</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/words.py" />
            <source>about {}</source>
            <translation>sekitar {}</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/words.py" />
            <source>{0} of {1} images</source>
            <translation>{0} dari {1} gambar</translation>
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
            <source>{0} of {1} series</source>
            <translation>{0} dari {1} seri</translation>
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
            <source>1 series was left out</source>
            <translation>1 seri dikecualikan</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/words.py" />
            <source>{} series were left out</source>
            <translation>{} seri dikecualikan</translation>
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
            <source>from a command</source>
            <translation>dari perintah</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/words.py" />
            <source>from a HIS link</source>
            <translation>dari tautan SIMRS</translation>
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
            <source>Made for download</source>
            <translation>Dibuat untuk diunduh</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/words.py" />
            <source>Saved</source>
            <translation>Tersimpan</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/words.py" />
            <source>{0} of {1}</source>
            <translation>{0} dari {1}</translation>
        </message>
        <message>
            <location filename="../../mkiso_desktop/gui/words.py" />
            <source>{} %</source>
            <translation>{}%</translation>
        </message>
    </context>
</TS>
